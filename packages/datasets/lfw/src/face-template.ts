import type { Point } from "./similarity.js";

/** Side in pixels of the frame that the template is given in. */
const side = 112;

/** Eyes, nose and corners of the mouth of an aligned face, in pixels of a 112 × 112 image. */
const pixels: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/**
 * Where the five points of an aligned face lie, `[5, 2]`, in the coordinates of `Dataset.alignmentOf`:
 * from −1 to 1, the centre of pixel column i of w at (2i + 1) / w − 1. It is the template that the
 * aligned images of the field are made by (ArcFace's, Deng et al., CVPR 2019).
 */
export const faceTemplate: readonly Point[] = pixels.map(
  ([x, y]) => [(2 * x + 1) / side - 1, (2 * y + 1) / side - 1] as const,
);
