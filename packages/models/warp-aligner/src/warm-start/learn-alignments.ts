import type { ModelPreparation } from "@multibatch/core";
import type { Parametrisation } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { displacementWeights, nearestParameters } from "../displacement.js";
import type { WarmStartOptions } from "../warp-aligner-options.js";
import { knownAlignments } from "./known-alignments.js";
import { teach, warpedSize } from "./lesson.js";

/**
 * Teaches a localisation network the alignments that the data set states: least mean squared distance
 * between where its warps and the true ones take the points of the picture.
 *
 * Where the data set states none, it says so and leaves the network as it is.
 */
export async function learnAlignments(
  network: LayersModel,
  preparation: ModelPreparation,
  options: WarmStartOptions & { readonly parametrisation: Parametrisation },
): Promise<void> {
  const { dataset, name, emit } = preparation;
  const { parametrisation, steps, batchSize, learningRate } = options;
  const { images, warps } = knownAlignments(preparation);
  if (images.length === 0) {
    const message = `${dataset.name} does not state how its images lie (alignmentOf): the aligner "${name}" starts at the identity. Let it start from the images themselves: warmStart.from "images".`;
    emit({ type: "notice", level: "warning", message });
    return;
  }
  const size = warpedSize(network, name);
  const targets = warps.map((warp) => nearestParameters(parametrisation, [...warp], size));
  const weights = displacementWeights(parametrisation, size);
  const cost = await teach(network, preparation, {
    phase: "learning known alignments",
    ...{ images, steps, batchSize, learningRate },
    cost: (parameters, { picks }) => {
      const truth = tf.tensor2d(picks.map((pick) => targets[pick]));
      const difference = tf.squaredDifference(parameters, truth);
      return tf.mean(tf.sum(tf.mul(difference, tf.tensor1d(weights)), 1));
    },
  });
  emit({
    type: "notice",
    level: "info",
    message: `The aligner "${name}" starts from ${images.length} known alignments, at a root mean square displacement of ${Math.sqrt(cost).toFixed(3)} half widths.`,
  });
}
