import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { costOf, identityMap } from "@multibatch/core";
import { loadNetwork } from "@multibatch/core/network";
import { writeFileAtomic } from "@multibatch/core/node";
import { type AlignmentSpread, alignmentSpread, judgeProtocol } from "@multibatch/evaluation";
import { embedImages } from "@multibatch/target-node-gpu";
import "@multibatch/warp";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ArmResult, SpreadInPixels } from "./arm-result.js";
import type { KnownPoses, OpenedData } from "./experiment.js";
import { warpsOf } from "./network-warps.js";
import { drawAlignment } from "./pictures/draw-alignment.js";
import type { ArmRun } from "./train-arm.js";

const batchSize = 64;

/** Measures a trained arm on the active engine, and draws what it does to images. */
export async function measureArm(run: ArmRun, { dataset, poses }: OpenedData): Promise<ArmResult> {
  const model = join(run.folder, "model");
  const network = await loadNetwork({
    modelJson: await readFile(join(model, "model.json"), "utf8"),
    weights: await readFile(join(model, "weights.bin")),
  });
  try {
    const protocol = dataset.protocols.test!;
    const verified = await judgeProtocol({
      protocol,
      dataset,
      embed: (pixels) => embedImages(network, pixels, batchSize),
      dimensions: network.outputs[0].shape[1] as number,
      distance: { norm: "squared-l2" },
      batchSize,
      emit: run.emit,
    });
    const picture = await drawAlignment(network, dataset, poses?.images ?? protocol.folds[0].first);
    await writeFileAtomic(join(run.folder, "alignment.png"), picture);
    const card = JSON.parse(await readFile(join(model, "card.json"), "utf8"));
    const { multiplyAdds, parameters } = costOf(network);
    return {
      arm: run.arm.name,
      seed: run.seed,
      steps: run.training.steps,
      multiplyAdds,
      parameters,
      accuracy: verified.accuracy,
      standardError: verified.standardError,
      folds: verified.folds.map((fold) => fold.accuracy),
      protocol: verified.protocol,
      statement: verified.statement,
      spread: poses && (await spreadOf(network, dataset, poses)),
      trainingSeconds: card.training.seconds,
    };
  } finally {
    network.dispose();
  }
}

async function spreadOf(network: LayersModel, dataset: OpenedData["dataset"], poses: KnownPoses) {
  const { images, truth, points, pixelsPerUnit } = poses;
  const learned = await warpsOf(network, dataset, images);
  const identities = images.map((image) => dataset.identities[image]);
  const none = images.map(() => identityMap);
  const measure = (warps: typeof none) =>
    inPixels(alignmentSpread({ truth, warps, points, identities }), pixelsPerUnit);
  return { unaligned: measure(none), left: measure(learned) };
}

function inPixels(spread: AlignmentSpread, pixelsPerUnit: number): SpreadInPixels {
  const { shift, displacement, displacementWithin = Number.NaN } = spread;
  return {
    ...spread,
    shift: shift * pixelsPerUnit,
    displacement: displacement * pixelsPerUnit,
    displacementWithin: displacementWithin * pixelsPerUnit,
  };
}
