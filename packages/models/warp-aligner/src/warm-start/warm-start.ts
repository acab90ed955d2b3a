import { type ModelPreparation, Random } from "@multibatch/core";
import type { Parametrisation } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { parametersLayerName } from "../connect-localisation.js";
import { displacementWeights, nearestParameters } from "../displacement.js";
import type { WarmStartOptions } from "../warp-aligner-options.js";
import { knownAlignments } from "./known-alignments.js";

/** How known alignments are learned, and as which warps. */
export interface WarmStartSettings extends WarmStartOptions {
  readonly parametrisation: Parametrisation;
}

const phase = "learning known alignments";

/**
 * Teaches a localisation network the alignments that the data set states: by Adam, least mean squared
 * distance between where its warps and the true ones take the points of the picture.
 *
 * Where the data set states none, it says so and leaves the network as it is.
 */
export async function warmStart(
  network: layers.LayersModel,
  preparation: ModelPreparation,
  { steps, batchSize, learningRate, parametrisation }: WarmStartSettings,
): Promise<void> {
  const { dataset, name, seed, emit, signal } = preparation;
  const { images, warps } = knownAlignments(preparation);
  if (images.length === 0) {
    const message = `${dataset.name} does not state how its images lie (alignmentOf): the aligner "${name}" starts at the identity.`;
    emit({ type: "notice", level: "warning", message });
    return;
  }
  const localisation = localisationOf(network, name);
  const [, height, width, channels] = network.inputs[0].shape as number[];
  const size = warpedSize(network, name);
  const targets = warps.map((warp) => nearestParameters(parametrisation, [...warp], size));
  const weights = displacementWeights(parametrisation, size);
  const variables = localisation.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const optimiser = tf.train.adam(learningRate);
  const random = new Random(seed).fork(phase);
  let displacement = 0;
  emit({ type: "phase-start", phase, total: steps, unit: "steps" });
  try {
    for (let step = 0; step < steps && !signal?.aborted; step++) {
      const picks = Array.from({ length: batchSize }, () => random.integer(images.length));
      const pixels = await preparation.read(picks.map((pick) => images[pick]));
      const loss = tf.tidy(() => {
        const batch = tf.tensor4d(pixels, [batchSize, height, width, channels]);
        const truth = tf.tensor2d(picks.map((pick) => targets[pick]));
        const cost = () => {
          const parameters = localisation.apply(batch, { training: true }) as tf.Tensor2D;
          return meanSquaredDisplacement(parameters, truth, weights);
        };
        return optimiser.minimize(cost, true, variables)!;
      });
      displacement = Math.sqrt((await loss.data())[0]);
      loss.dispose();
      emit({ type: "phase-progress", phase, done: step + 1 });
    }
  } finally {
    optimiser.dispose();
    emit({ type: "phase-end", phase });
  }
  emit({
    type: "notice",
    level: "info",
    message: `The aligner "${name}" starts from ${images.length} known alignments, at a root mean square displacement of ${displacement.toFixed(3)} half widths.`,
  });
}

/** The network from its input to the parameters of the warp: the same layers, the same weights. */
function localisationOf(network: layers.LayersModel, name: string): layers.LayersModel {
  const parameters = network.getLayer(parametersLayerName(name));
  return layers.model({
    inputs: network.inputs,
    outputs: parameters.output as layers.SymbolicTensor,
  });
}

/** Height and width of the images that this model's warp reads. */
function warpedSize(network: layers.LayersModel, name: string) {
  const [images] = network.getLayer(`${name}-warp`).input as layers.SymbolicTensor[];
  const [, height, width] = images.shape as number[];
  return { height, width };
}

/** Mean over a batch of the mean squared distance between where two warps take a point. */
function meanSquaredDisplacement(
  parameters: tf.Tensor2D,
  truth: tf.Tensor2D,
  weights: readonly number[],
): tf.Scalar {
  const difference = tf.squaredDifference(parameters, truth);
  return tf.mean(tf.sum(tf.mul(difference, tf.tensor1d([...weights])), 1));
}
