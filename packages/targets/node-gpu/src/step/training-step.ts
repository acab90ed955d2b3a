import type { Loss, LossBatch, Pairs } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { type NamedVariables, weightsOf } from "../network/weights.js";
import { MomentumOptimiser, type MomentumSettings } from "../optimiser/momentum-optimiser.js";

/** One batch, ready for the engine. */
export interface StepInput {
  /** Normalised pixels, float32 `[k, h, w, c]`. */
  readonly images: Float32Array;
  /** Identity of each image, `[k]`. */
  readonly identities: Int32Array;
  readonly pairs: Pairs;
  readonly learningRate: number;
}

/** What a step tells. */
export interface StepResult {
  readonly loss: number;
  readonly diagnostics: Readonly<Record<string, number>>;
}

/**
 * Forward pass, pair loss, gradient and update of one batch.
 *
 * Nothing but one small tensor (loss and diagnostics) is read back, at the very end: an engine that
 * records what it is asked for computes the whole step in one go.
 */
export class TrainingStep {
  readonly optimiser: MomentumOptimiser;
  /** Everything that is trained: the network's weights and the loss's variables. */
  private readonly trained: NamedVariables;

  constructor(
    private readonly network: LayersModel,
    private readonly loss: Loss,
    settings: MomentumSettings,
  ) {
    const ofLoss = Object.entries(loss.variables()).map(
      ([name, variable]) => [`loss/${name}`, variable] as const,
    );
    this.trained = new Map([...weightsOf(network, "trainable"), ...ofLoss]);
    this.optimiser = new MomentumOptimiser(this.trained, settings);
  }

  /** Runs one step. */
  async run(input: StepInput): Promise<StepResult> {
    const numbers = this.record(input);
    try {
      const [loss, ...diagnostics] = await numbers.data();
      const names = this.loss.diagnosticNames;
      return {
        loss,
        diagnostics: Object.fromEntries(names.map((name, i) => [name, diagnostics[i]])),
      };
    } finally {
      numbers.dispose();
    }
  }

  dispose(): void {
    this.optimiser.dispose();
  }

  private record(input: StepInput): tf.Tensor1D {
    return tf.tidy(() => {
      const [, height, width, channels] = this.network.inputs[0].shape as number[];
      const count = input.identities.length;
      const images = tf.tensor4d(input.images, [count, height, width, channels]);
      const batch: LossBatch = {
        identities: tf.tensor1d(input.identities, "int32"),
        pairs:
          input.pairs === "all"
            ? "all"
            : tf.tensor2d(input.pairs, [input.pairs.length / 2, 2], "int32"),
      };
      let embeddings: tf.Tensor2D | undefined;
      const variables = [...this.trained.values()];
      const { value, grads } = tf.variableGrads(() => {
        const result = this.network.apply(images, { training: true }) as tf.Tensor2D;
        // The diagnostics want the embeddings too, and the gradient's scope would dispose them.
        embeddings = tf.keep(tf.clone(result));
        return this.loss.compute(result, batch);
      }, variables);

      const byName = new Map<string, tf.Tensor>();
      for (const [name, variable] of this.trained) byName.set(name, grads[variable.name]);
      this.optimiser.apply(byName, tf.scalar(input.learningRate));
      this.loss.constrain?.();

      const diagnostics = this.loss.diagnose(embeddings!, batch);
      embeddings!.dispose();
      return tf.concat1d([tf.reshape(value, [1]), diagnostics]);
    });
  }
}
