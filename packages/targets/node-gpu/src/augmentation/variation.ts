/** `[a, b, c, d, e, f]`: the result's pixel (x, y) comes from (a·x + b·y + c, d·x + e·y + f). */
export type Affine = readonly [number, number, number, number, number, number];

/** Part of an image, in whole pixels. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** How one image is varied and normalised, in this order. */
export interface Variation {
  /** The image is shrunk so many times before it is warped; 1 leaves it as it is. */
  readonly shrinkage: number;
  readonly source: Affine;
  /** Result = sample · gain + bias. */
  readonly gain: number;
  readonly bias: number;
  /** Factor on the difference from the pixel's grey. */
  readonly saturation: number;
  /** What is filled with the mean colour. */
  readonly erased?: Rectangle;
}
