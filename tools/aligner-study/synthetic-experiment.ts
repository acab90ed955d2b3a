import { invertMap, mapPoint } from "@multibatch/core";
import {
  openSyntheticFaces,
  type SyntheticFaces,
  syntheticFacesOptionsSchema,
  usualScale,
} from "@multibatch/dataset-synthetic-faces";
import { aligned, congealed, unaligned, warmStarted } from "./arms.js";
import type { Experiment, KnownPoses } from "./experiment.js";
import { SharedData } from "./shared-data.js";
import type { Training } from "./train-arm.js";

const size = 48;

/** People and images; turned by ±30°, scaled by ±20 %, shifted by ±15 % of the picture. */
const options = syntheticFacesOptionsSchema.parse({
  identities: { train: 1000, validation: 40, test: 160 },
  height: size,
  width: size,
  nuisance: { rotation: 30, scale: 0.2, shift: 0.15, yaw: 4, pitch: 2 },
});

/** Synthetic faces, learned from identity labels alone. */
export function syntheticExperiment(training: Training): Experiment {
  const data = new SharedData(async () => {
    const dataset = await openSyntheticFaces(options);
    return { dataset, poses: posesOf(dataset) };
  });
  return {
    name: "synthetic",
    title: "Synthetic faces",
    statement: `Faces of ${size}×${size} grey pixels, turned by up to ±30°, scaled by ±20 %, shifted by ±15 % of the picture in each direction, turned out of the plane by up to ±4° and ±2° (such turns move the face in ways that the true warp does not hold), with the other nuisances as they are by default. ${options.identities.train} people to train on, ${options.identities.test} others to judge by.`,
    training,
    arms: [unaligned, congealed, aligned, warmStarted],
    comparisons: [
      [congealed.name, unaligned.name],
      [aligned.name, unaligned.name],
      [warmStarted.name, unaligned.name],
      [congealed.name, aligned.name],
    ],
    open: () => data.open(),
    close: () => data.close(),
  };
}

/** The true warps of the test images, and the mean places of the landmarks on the canonical face. */
function posesOf(dataset: SyntheticFaces): KnownPoses {
  const images = [...dataset.splits.test];
  const truth = images.map((image) => dataset.warpOf(image));
  const points = Array.from({ length: 5 }, (_, landmark) => {
    let [x, y] = [0, 0];
    for (const [position, image] of images.entries()) {
      const landmarks = dataset.landmarksOf(image);
      const [seenX, seenY] = landmarks.subarray(2 * landmark, 2 * landmark + 2);
      const [canonicalX, canonicalY] = mapPoint(invertMap(truth[position]), seenX, seenY);
      x += canonicalX / images.length;
      y += canonicalY / images.length;
    }
    return [x, y] as const;
  });
  return { images, truth, points, pixelsPerUnit: (usualScale * size) / 2 };
}
