import { type ModelPreparation, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { parametersLayerName } from "../connect-localisation.js";
import type { ImageSize } from "../displacement.js";

/** What a localisation network is taught before training. */
export interface Lesson {
  /** What is done, for the progress. */
  readonly phase: string;
  /** Images to learn from. */
  readonly images: readonly number[];
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /**
   * Cost of the parameters `[n, p]` that the network gives to a batch of images `[n, h, w, c]`, which
   * are those at `picks` in `images`; `progress` goes from 0 to 1. Differentiable in the parameters.
   */
  cost(parameters: tf.Tensor2D, batch: LessonBatch): tf.Scalar;
}

/** Images of one step of a lesson. */
export interface LessonBatch {
  readonly pixels: tf.Tensor4D;
  readonly picks: readonly number[];
  readonly progress: number;
}

/**
 * Teaches a localisation network, by Adam with a learning rate that falls to 0.
 *
 * @returns cost of the last step
 */
export async function teach(
  network: layers.LayersModel,
  { name, seed, read, emit, signal }: ModelPreparation,
  { phase, images, steps, batchSize, learningRate, cost }: Lesson,
): Promise<number> {
  const localisation = localisationOf(network, name);
  const [, height, width, channels] = network.inputs[0].shape as number[];
  const variables = localisation.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const optimiser = new FadingAdam(learningRate);
  const random = new Random(seed).fork(phase);
  let last = Number.NaN;
  emit({ type: "phase-start", phase, total: steps, unit: "steps" });
  try {
    for (let step = 0; step < steps && !signal?.aborted; step++) {
      const picks = Array.from({ length: batchSize }, () => random.integer(images.length));
      optimiser.fade(1 - step / steps);
      const values = await read(picks.map((pick) => images[pick]));
      const stepCost = tf.tidy(() => {
        const pixels = tf.tensor4d(values, [batchSize, height, width, channels]);
        const batch = { pixels, picks, progress: step / steps };
        const costOfStep = () =>
          cost(localisation.apply(pixels, { training: true }) as tf.Tensor2D, batch);
        return optimiser.minimize(costOfStep, true, variables)!;
      });
      [last] = await stepCost.data();
      stepCost.dispose();
      emit({ type: "phase-progress", phase, done: step + 1 });
    }
  } finally {
    optimiser.dispose();
    emit({ type: "phase-end", phase });
  }
  return last;
}

/** Adam whose learning rate is lowered on the way. */
class FadingAdam extends tf.AdamOptimizer {
  constructor(private readonly highest: number) {
    super(highest, 0.9, 0.999);
  }

  /** @param share of the highest learning rate */
  fade(share: number): void {
    this.learningRate = share * this.highest;
  }
}

/** The network from its input to the parameters of the warp: the same layers, the same weights. */
function localisationOf(network: layers.LayersModel, name: string): layers.LayersModel {
  const parameters = network.getLayer(parametersLayerName(name));
  return layers.model({
    inputs: network.inputs,
    outputs: parameters.output as layers.SymbolicTensor,
  });
}

/** Height and width of the images that a model's warp reads. */
export function warpedSize(network: layers.LayersModel, name: string): ImageSize {
  const [images] = network.getLayer(`${name}-warp`).input as layers.SymbolicTensor[];
  const [, height, width] = images.shape as number[];
  return { height, width };
}
