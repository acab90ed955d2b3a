import type { Parametrisation } from "@multibatch/warp";

/** Height and width in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/**
 * Parameters `[p]` of the warp of a family that is nearest to an affine map: the mean squared
 * distance between where the two take the points of the picture is least.
 *
 * @param size of the image that is warped
 */
export function nearestParameters(
  parametrisation: Parametrisation,
  [a, b, c, d, e, f]: readonly number[],
  { height, width }: ImageSize,
): number[] {
  switch (parametrisation) {
    case "affine":
      return [a, b, c, d, e, f];
    case "similarity": {
      // b = −k·h/w and d = k·w/h: a similarity of pixels, in coordinates that are stretched.
      const [ofB, ofD] = [-height / width, width / height];
      return [(a + e) / 2, (ofB * b + ofD * d) / (ofB ** 2 + ofD ** 2), c, f];
    }
    case "translation-scale":
      return [(a + e) / 2, c, f];
  }
}

/**
 * Weights `[p]` by which squared differences of parameters sum up to the mean squared distance
 * between where two warps take the points of the picture, in half widths and heights: 1/3 for each
 * coefficient of x or y (the mean of x² over −1…1), 1 for a shift.
 */
export function displacementWeights(
  parametrisation: Parametrisation,
  { height, width }: ImageSize,
): number[] {
  switch (parametrisation) {
    case "affine":
      return [1 / 3, 1 / 3, 1, 1 / 3, 1 / 3, 1];
    case "similarity":
      return [2 / 3, ((height / width) ** 2 + (width / height) ** 2) / 3, 1, 1];
    case "translation-scale":
      return [2 / 3, 1, 1];
  }
}
