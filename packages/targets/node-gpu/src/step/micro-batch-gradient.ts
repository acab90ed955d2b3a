import type { LossBatch } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { DropoutMasks } from "../network/dropout-masks.js";
import { type BatchGradient, byName, numbersOf, type Trainee } from "./batch-gradient.js";
import { sumOf } from "./penalties.js";
import { RunningAverages } from "./running-averages.js";

/** A batch whose images wait outside the engine. */
export interface WaitingBatch extends LossBatch {
  /** Normalised pixels, float32 `[k, h, w, c]`; k is a multiple of the chunk. */
  readonly images: Float32Array;
  /** Seed of the dropout masks. */
  readonly seed: number;
}

/** Gradient of the loss, and the ground that the chunks' gradients are added to. */
interface LossGradient {
  /** As in `BatchGradient`; the penalty is that on the weights. */
  readonly numbers: Float32Array;
  readonly gradients: Map<string, tf.Tensor>;
  /** `[k, d]` */
  readonly ofEmbeddings: Float32Array;
}

/**
 * Gradient of a batch in chunks, with the activations of one chunk in memory at a time and still all
 * k² − k pairs: embeds chunk by chunk without a gradient, takes the gradient of the loss with respect
 * to the embeddings, then embeds each chunk again and propagates its rows of that gradient back
 * (Gao, Zhang, Han and Callan, 2021, 'Scaling deep contrastive learning batch size under memory
 * limited setup', section 3.2). Costs one forward pass more than the gradient in one piece.
 *
 * An engine that compiles what it records sees four graphs, whatever k is: the embedding of a chunk,
 * the loss, the way back through a chunk, and the caller's update.
 */
export class MicroBatchGradient {
  private readonly averages: RunningAverages;

  /** @param chunk images in a chunk */
  constructor(
    private readonly trainee: Trainee,
    private readonly chunk: number,
    private readonly masks: DropoutMasks,
  ) {
    this.averages = new RunningAverages(trainee.network);
  }

  /** Computes the gradient; the caller disposes `numbers` and `gradients`. */
  async compute(batch: WaitingBatch): Promise<BatchGradient> {
    this.averages.begin();
    try {
      const embeddings = await this.embed(batch);
      const { numbers, gradients, ofEmbeddings } = await this.differentiateLoss(embeddings, batch);
      for (const first of this.chunks(batch)) {
        numbers[numbers.length - 1] += await this.propagate(batch, first, ofEmbeddings, gradients);
      }
      return { numbers: tf.tensor1d(numbers), gradients };
    } finally {
      this.averages.end();
    }
  }

  /** Embeds all chunks: `[k, d]`. */
  private async embed(batch: WaitingBatch): Promise<Float32Array> {
    const { network } = this.trainee;
    const dimensions = network.outputs[0].shape[1] as number;
    const embeddings = new Float32Array(batch.identities.size * dimensions);
    for (const first of this.chunks(batch)) {
      this.masks.begin(batch.seed, first);
      const result = tf.tidy(
        () => network.apply(this.images(batch, first), { training: true }) as tf.Tensor2D,
      );
      embeddings.set(await result.data(), first * dimensions);
      result.dispose();
      await this.averages.count();
    }
    return embeddings;
  }

  /**
   * Takes the loss's gradient with respect to the embeddings and to the loss's own variables, and
   * starts the gradients of the weights with what they are charged themselves.
   */
  private async differentiateLoss(
    embeddings: Float32Array,
    batch: LossBatch,
  ): Promise<LossGradient> {
    const { loss, lossVariables } = this.trainee;
    const rows = batch.identities.size;
    const points = tf.tidy(() =>
      tf.variable(tf.tensor2d(embeddings, [rows, embeddings.length / rows])),
    );
    const { grads, numbers } = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => loss.compute(points, batch),
        [points, ...lossVariables.values()],
      );
      const penalty = sumOf(this.trainee.penalties.onWeights());
      return { grads, numbers: numbersOf(value, loss.diagnose(points, batch), penalty) };
    });
    // Computed together with the reads below, so that the first chunk's graph is that of all others.
    const gradients = this.gradientsOfRegularisers();
    for (const [name, gradient] of byName(lossVariables, grads)) gradients.set(name, gradient);
    const ofEmbeddings = await grads[points.name].data<"float32">();
    const values = Float32Array.from(await numbers.data());
    tf.dispose([grads[points.name], points, numbers]);
    return { numbers: values, gradients, ofEmbeddings };
  }

  /** 0 where a weight is charged nothing. */
  private gradientsOfRegularisers(): Map<string, tf.Tensor> {
    const { weights, penalties } = this.trainee;
    const byWeight = tf.tidy(() => {
      const charged = penalties.onWeights() !== undefined;
      const { grads } = charged
        ? tf.variableGrads(() => sumOf(penalties.onWeights()), [...weights.values()])
        : { grads: {} };
      const present = byName(weights, grads);
      const all = [...weights].map(([name, { shape }]) => {
        return [name, present.get(name) ?? tf.zeros(shape)] as const;
      });
      return Object.fromEntries(all);
    });
    return new Map(Object.entries(byWeight));
  }

  /** Adds a chunk's share to the gradients of the weights; returns its share of the penalty. */
  private async propagate(
    batch: WaitingBatch,
    first: number,
    ofEmbeddings: Float32Array,
    gradients: Map<string, tf.Tensor>,
  ): Promise<number> {
    const { weights, penalties } = this.trainee;
    const share = this.chunk / batch.identities.size;
    this.masks.begin(batch.seed, first);
    const kept: tf.Tensor[] = [];
    const sums = tf.tidy(() => {
      const images = this.images(batch, first);
      const upstream = rowsOf(ofEmbeddings, batch.identities.size, first, this.chunk);
      const { grads } = tf.variableGrads(() => {
        const { embeddings, onActivity } = penalties.pass(images);
        const penalty = tf.mul(sumOf(onActivity), share) as tf.Scalar;
        kept.push(tf.keep(tf.clone(penalty)));
        return tf.add(tf.sum(tf.mul(embeddings, upstream)), penalty) as tf.Scalar;
      }, [...weights.values()]);
      const added = [...byName(weights, grads)].map(([name, gradient]) => [
        name,
        tf.add(gradients.get(name)!, gradient),
      ]);
      return Object.fromEntries(added) as tf.NamedTensorMap;
    });
    this.averages.goBack();
    for (const [name, sum] of Object.entries(sums)) {
      gradients.get(name)!.dispose();
      gradients.set(name, sum);
    }
    // Read also for its effect: an engine that records computes this chunk now, and frees its activations.
    const [penalty] = await kept[0].data();
    tf.dispose(kept);
    return penalty;
  }

  /** First image of each chunk. */
  private chunks({ identities }: LossBatch): number[] {
    const count = identities.size / this.chunk;
    return Array.from({ length: count }, (_, index) => index * this.chunk);
  }

  private images({ images, identities }: WaitingBatch, first: number): tf.Tensor4D {
    const [, height, width, channels] = this.trainee.network.inputs[0].shape as number[];
    const size = images.length / identities.size;
    const pixels = images.subarray(first * size, (first + this.chunk) * size);
    return tf.tensor4d(pixels, [this.chunk, height, width, channels]);
  }
}

/** Some rows of a matrix of `rows` rows. */
function rowsOf(matrix: Float32Array, rows: number, first: number, count: number): tf.Tensor2D {
  const width = matrix.length / rows;
  return tf.tensor2d(matrix.subarray(first * width, (first + count) * width), [count, width]);
}
