import type { Pipeline, VerificationProtocol } from "@multibatch/core";
import {
  embedProtocol,
  type LabelledDistances,
  summariseFolds,
  type VerificationResult,
} from "@multibatch/evaluation";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { embedImages } from "../network/embed-images.js";
import type { NodeGpuOptions } from "../node-gpu-options.js";

/** What a network is worth on a protocol. */
export interface Verdict {
  readonly result: VerificationResult;
  /** All pairs of all folds. */
  readonly pairs: LabelledDistances;
}

/** Judges a network on the active engine. Pairs whose images cannot be read are left out and counted. */
export async function judgeNetwork(
  network: LayersModel,
  pipeline: Pipeline,
  protocol: VerificationProtocol,
  { validation }: NodeGpuOptions,
): Promise<Verdict> {
  const judged = await embedProtocol({
    protocol,
    dataset: pipeline.dataset,
    embed: (pixels) => embedImages(network, pixels, validation.batchSize),
    dimensions: network.outputs[0].shape[1] as number,
    distance: pipeline.loss.distance,
    batchSize: validation.batchSize,
    allowMissing: true,
  });
  return {
    result: summariseFolds(judged),
    pairs: {
      distances: Float64Array.from(judged.folds.flatMap((fold) => [...fold.distances])),
      same: Uint8Array.from(judged.folds.flatMap((fold) => [...fold.same])),
    },
  };
}
