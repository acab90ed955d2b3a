import { alignedFace, type Point } from "@multibatch/core";

/**
 * Where the five points of an aligned face lie, `[5, 2]`, in the coordinates of `Dataset.alignmentOf`:
 * from −1 to 1, the centre of pixel column i of w at (2i + 1) / w − 1.
 */
export const faceTemplate: readonly Point[] = alignedFace.points.map(
  ([x, y]) => [(2 * x + 1) / alignedFace.side - 1, (2 * y + 1) / alignedFace.side - 1] as const,
);
