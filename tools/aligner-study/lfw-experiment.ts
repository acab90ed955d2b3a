import { join } from "node:path";
import type { AffineMap, Dataset } from "@multibatch/core";
import { faceTemplate, lfw } from "@multibatch/dataset-lfw";
import { byLandmarks, congealed, unaligned, warmStarted } from "./arms.js";
import type { Experiment, KnownPoses } from "./experiment.js";
import { SharedData } from "./shared-data.js";
import type { Training } from "./train-arm.js";

const size = 48;
/** Side in pixels of the central part of LFW's images that the un-aligned images show. */
const side = 150;

/**
 * LFW: un-aligned crops of one size without and with a learned warp, beside images aligned by
 * landmarks.
 *
 * @param folder with lfw_center150.tar, lfw_aligned112.tar, lfw_landmarks5.txt and the protocol files
 */
export function lfwExperiment(folder: string, training: Training): Experiment {
  const common = {
    protocolFiles: folder,
    judge: "view-1",
    height: size,
    width: size,
    channels: 1,
    cache: { memory: 128 },
  } as const;
  const raw = lfw({
    ...common,
    images: join(folder, "lfw_center150.tar"),
    landmarks: { file: join(folder, "lfw_landmarks5.txt"), side },
  });
  const byHand = lfw({ ...common, images: join(folder, "lfw_aligned112.tar") });
  const rawData = new SharedData(async () => {
    const dataset = await raw.create();
    return { dataset, poses: posesOf(dataset) };
  });
  const handAligned = new SharedData(async () => ({ dataset: await byHand.create() }));
  return {
    name: "lfw",
    title: "LFW, View 1",
    statement: `Faces of ${size}×${size} grey pixels. Not aligned and learned: the central ${side}×${side} pixels of LFW's own images, reduced. By landmarks: a similarity of five landmarks onto the usual template, 112×112 pixels, reduced.`,
    training,
    arms: [unaligned, congealed, warmStarted, byLandmarks],
    comparisons: [
      [congealed.name, unaligned.name],
      [warmStarted.name, unaligned.name],
      [byLandmarks.name, unaligned.name],
      [byLandmarks.name, warmStarted.name],
    ],
    open: (arm) => (arm === byLandmarks ? handAligned : rawData).open(),
    close: async () => {
      await Promise.all([rawData.close(), handAligned.close()]);
    },
  };
}

/** How the judged images lie, as far as the landmarks tell. */
function posesOf(dataset: Dataset): KnownPoses {
  const known = [...dataset.splits.test].flatMap((image) => {
    const alignment: AffineMap | undefined = dataset.alignmentOf?.(image);
    return alignment ? [{ image, alignment }] : [];
  });
  return {
    images: known.map(({ image }) => image),
    truth: known.map(({ alignment }) => alignment),
    points: faceTemplate,
    pixelsPerUnit: size / 2,
  };
}
