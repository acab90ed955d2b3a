import type { Point } from "./fit-similarity.js";

/**
 * Where aligned faces have their five points in most published data sets and models: the template of
 * the ArcFace family (Deng et al., CVPR 2019).
 */
export const alignedFace = {
  /** Side in pixels of the square image that the points are given in. */
  side: 112,
  /** Left eye, right eye, tip of the nose, left and right corner of the mouth; 'left' is the image's. */
  points: [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
  ] satisfies readonly Point[],
} as const;
