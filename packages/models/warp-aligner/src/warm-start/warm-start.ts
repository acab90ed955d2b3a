import type { ModelPreparation } from "@multibatch/core";
import type { Parametrisation } from "@multibatch/warp";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { WarmStartOptions } from "../warp-aligner-options.js";
import { congealingCost } from "./congealing-cost.js";
import { learnAlignments } from "./learn-alignments.js";
import { teach } from "./lesson.js";

/** Teaches a localisation network before training: known alignments, or to make images look alike. */
export async function warmStart(
  network: LayersModel,
  preparation: ModelPreparation,
  options: WarmStartOptions & { readonly parametrisation: Parametrisation },
): Promise<void> {
  if (options.from === "alignments") return learnAlignments(network, preparation, options);
  const { parametrisation, steps, batchSize, learningRate } = options;
  await teach(network, preparation, {
    phase: "aligning images to each other",
    images: [...preparation.images],
    ...{ steps, batchSize, learningRate },
    cost: (parameters, { pixels, progress }) =>
      congealingCost(parametrisation, pixels, parameters, progress),
  });
}
