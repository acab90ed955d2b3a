import { ConfigError, type Loss, type Pairs } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { DropoutMasks, demandRepeatablePasses } from "../network/dropout-masks.js";
import { noRules, type TrainingRules } from "../network/training-rules.js";
import { type NamedVariables, weightsOf } from "../network/weights.js";
import { MomentumOptimiser, type MomentumSettings } from "../optimiser/momentum-optimiser.js";
import { type AveragingOptions, WeightAverages } from "../optimiser/weight-averages.js";
import {
  type BatchGradient,
  lossBatchOf,
  type Trainee,
  wholeBatchGradient,
} from "./batch-gradient.js";
import { MicroBatchGradient } from "./micro-batch-gradient.js";
import { Penalties } from "./penalties.js";
import { disposeImages, type StepImages } from "./step-images.js";

/** One batch, ready for the engine. */
export interface StepInput {
  readonly images: StepImages;
  /** Identity of each image, `[k]`. */
  readonly identities: Int32Array;
  readonly pairs: Pairs;
  readonly learningRate: number;
  /** Number of the step in its run, from 0; by default of the steps that were run before. */
  readonly step?: number;
  /** Seed of the step's dropout masks; by default the number of the step. */
  readonly seed?: number;
}

/** One with all that has a default. */
type NumberedInput = StepInput & Required<Pick<StepInput, "step" | "seed">>;

/** What a step tells. */
export interface StepResult {
  /** Of the pairs, without any penalty. */
  readonly loss: number;
  /** Of the loss; and `penalty`, if the network is charged anything beside the loss. */
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** Settings of a step. */
export interface StepSettings extends MomentumSettings {
  /** Images in a chunk of the batch; the batch in one piece where left out. */
  readonly microBatch?: number;
  /** How weights are averaged; not at all where left out. */
  readonly averaging?: AveragingOptions;
}

/**
 * Forward pass, pair loss, gradient and update of one batch.
 *
 * In one piece, nothing but one small tensor (loss and diagnostics) is read back, at the very end: an
 * engine that records what it is asked for computes the whole step in one go. In chunks, memory is
 * that of one chunk; see `MicroBatchGradient`.
 */
export class TrainingStep {
  readonly optimiser: MomentumOptimiser;
  /**
   * Averages of all weights of the network and of the loss's variables. The running averages of batch
   * normalisation are among them: weights from the same steps then go with statistics from the same
   * steps, which to first order are those of the averaged weights.
   */
  readonly averages?: WeightAverages;
  private readonly trainee: Trainee;
  private readonly masks: DropoutMasks;
  private readonly inChunks?: MicroBatchGradient;
  private steps = 0;

  /**
   * @param network its dropout layers are taken over, see `DropoutMasks`
   * @param rules what the network's models ask of their training, see `trainingRules`
   * @throws ConfigError when there are chunks, and a layer whose randomness cannot be repeated
   */
  constructor(
    network: LayersModel,
    private readonly loss: Loss,
    private readonly settings: StepSettings,
    rules: TrainingRules = noRules,
  ) {
    const ofLoss = Object.entries(loss.variables()).map(
      ([name, variable]) => [`loss/${name}`, variable] as const,
    );
    const weights = weightsOf(network, "trainable");
    const lossVariables = new Map(ofLoss);
    const penalties = new Penalties(network, rules.activityPenalties);
    this.trainee = { network, loss, weights, lossVariables, penalties };
    this.masks = new DropoutMasks(network);
    if (settings.microBatch !== undefined) {
      demandRepeatablePasses(network);
      this.inChunks = new MicroBatchGradient(this.trainee, settings.microBatch, this.masks);
    }
    this.optimiser = new MomentumOptimiser(
      new Map([...weights, ...lossVariables]),
      settings,
      byWeight(rules.learningRateMultipliers, weights),
    );
    if (settings.averaging) {
      const averaged = new Map([...weightsOf(network, "all"), ...lossVariables]);
      this.averages = new WeightAverages(averaged, settings.averaging);
    }
  }

  /** Runs one step. @throws ConfigError when the batch is no multiple of the chunk */
  async run(input: StepInput): Promise<StepResult> {
    const step = input.step ?? this.steps;
    const seeded = { ...input, step, seed: input.seed ?? step };
    const inPieces = this.inChunks && input.identities.length > this.settings.microBatch!;
    const numbers = inPieces
      ? await this.computeInChunks(this.inChunks!, seeded)
      : this.record(seeded);
    disposeImages(input.images);
    this.steps++;
    try {
      const [loss, ...diagnostics] = await numbers.data();
      const charged = this.trainee.penalties.any ? ["penalty"] : [];
      const names = [...this.loss.diagnosticNames, ...charged];
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
    this.averages?.dispose();
  }

  private record(input: NumberedInput) {
    return tf.tidy(() => {
      const { images, identities, pairs } = input;
      const [, height, width, channels] = this.trainee.network.inputs[0].shape as number[];
      const pixels =
        images instanceof tf.Tensor
          ? images
          : tf.tensor4d(images, [identities.length, height, width, channels]);
      this.masks.begin(input.seed);
      const gradient = wholeBatchGradient(this.trainee, pixels, lossBatchOf(identities, pairs));
      this.update(gradient, input);
      return gradient.numbers;
    });
  }

  private async computeInChunks(
    inChunks: MicroBatchGradient,
    input: NumberedInput,
  ): Promise<tf.Tensor1D> {
    const { images, identities, pairs, seed } = input;
    demandWholeChunks(identities.length, this.settings.microBatch!);
    const batch = lossBatchOf(identities, pairs);
    try {
      const pixels = images instanceof tf.Tensor ? await images.data<"float32">() : images;
      const gradient = await inChunks.compute({ ...batch, images: pixels, seed });
      tf.tidy(() => this.update(gradient, input));
      tf.dispose([...gradient.gradients.values()]);
      await computeRecorded();
      return gradient.numbers;
    } finally {
      tf.dispose([batch.identities, batch.pairs === "all" ? [] : batch.pairs]);
    }
  }

  private update({ gradients }: BatchGradient, { learningRate, step }: NumberedInput): void {
    this.optimiser.apply(gradients, tf.scalar(learningRate));
    this.loss.constrain?.();
    this.averages?.observe(step);
  }
}

/** Factors on the learning rate by weight, `layer/weight`, from factors by layer. */
function byWeight(
  byLayer: ReadonlyMap<string, number>,
  weights: NamedVariables,
): ReadonlyMap<string, number> {
  const named = [...weights.keys()].map((weight) => {
    return [weight, byLayer.get(weight.slice(0, weight.lastIndexOf("/"))) ?? 1] as const;
  });
  return new Map(named);
}

/** Makes an engine that records compute what it has, so that it does not go into the next graph. */
async function computeRecorded(): Promise<void> {
  const mark = tf.tidy(() => tf.add(tf.scalar(0), tf.scalar(1)));
  await mark.data();
  mark.dispose();
}

/** @throws ConfigError when a batch cannot be cut into chunks of one size */
export function demandWholeChunks(batchSize: number, microBatch: number): void {
  if (batchSize <= microBatch || batchSize % microBatch === 0) return;
  let fitting = microBatch;
  while (batchSize % fitting !== 0) fitting--;
  throw new ConfigError(
    `target.microBatch: batches of ${batchSize} images cannot be cut into chunks of ${microBatch}: engines compile for one size. Take a divisor, such as ${fitting}, or change the sampler's batch.`,
    "target.microBatch",
  );
}
