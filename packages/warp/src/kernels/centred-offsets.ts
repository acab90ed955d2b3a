import type { WarpSize } from "./warp-kernels.js";

/**
 * How far from the centre of the input, in its pixels, the output's columns and rows lie along each
 * axis of the input. A column i of the output is u = i − (outWidth − 1)/2 of its own pixels from the
 * centre. Rounded to float32, in which every engine computes.
 *
 * An output point of column i and row j reads the input at
 *
 *     x = (a · xOfColumns[i] + (c · inWidth/2 + (inWidth − 1)/2)) + b · xOfRows[j]
 *     y = (d · yOfColumns[i] + (f · inHeight/2 + (inHeight − 1)/2)) + e · yOfRows[j]
 *
 * in this order of float32 operations on every engine. For the identity all of them are exact.
 */
export interface CentredOffsets {
  /** u · inWidth/outWidth, `[outWidth]`. */
  readonly xOfColumns: Float32Array;
  /** v · inWidth/outHeight, `[outHeight]`. */
  readonly xOfRows: Float32Array;
  /** u · inHeight/outWidth, `[outWidth]`. */
  readonly yOfColumns: Float32Array;
  /** v · inHeight/outHeight, `[outHeight]`. */
  readonly yOfRows: Float32Array;
}

export function centredOffsets(size: WarpSize): CentredOffsets {
  const { inHeight, inWidth, outHeight, outWidth } = size;
  return {
    xOfColumns: offsets(outWidth, inWidth),
    xOfRows: offsets(outHeight, inWidth),
    yOfColumns: offsets(outWidth, inHeight),
    yOfRows: offsets(outHeight, inHeight),
  };
}

/**
 * c · inWidth/2 + (inWidth − 1)/2 as a float32 number: where a shift takes the centre of the output
 * along an axis of the input.
 */
export function shiftedCentre(shift: number, extent: number): number {
  return Math.fround(Math.fround(shift * (extent / 2)) + (extent - 1) / 2);
}

function offsets(count: number, extent: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => ((i - (count - 1) / 2) * extent) / count);
}
