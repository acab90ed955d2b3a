import { centredOffsets } from "../kernels/centred-offsets.js";
import type { WarpSize } from "../kernels/warp-kernels.js";
import { RowReader } from "./row-reader.js";

/** What the loops go over, apart from the arrays; all arrays are row-major. */
export interface LoopShape extends WarpSize {
  readonly count: number;
  readonly channels: number;
}

/**
 * Warps images.
 *
 * @param warped `[n, outHeight, outWidth, channels]`, is overwritten
 * @param images `[n, inHeight, inWidth, channels]`
 * @param matrices `[n, 6]`
 */
export function warpLoop(
  warped: Float32Array,
  images: Float32Array,
  matrices: Float32Array,
  shape: LoopShape,
): void {
  const { count, outHeight, outWidth, channels } = shape;
  const points = new RowReader(matrices, shape, channels);
  let out = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < outHeight; row++) {
      points.read(image, row);
      for (let i = 0; i < outWidth; i++) {
        const toTheRight = points.toTheRight[i];
        const down = points.down[i];
        const right = points.rightFraction[i];
        const below = points.downFraction[i];
        const end = points.upperLeft[i] + channels;
        for (let at = points.upperLeft[i]; at < end; at++) {
          const upperLeft = images[at];
          const lowerLeft = images[at + down];
          const upper = upperLeft + (images[at + toTheRight] - upperLeft) * right;
          const lower = lowerLeft + (images[at + down + toTheRight] - lowerLeft) * right;
          warped[out++] = upper + (lower - upper) * below;
        }
      }
    }
  }
}

/**
 * Gradient for the pixels: each output pixel hands its own to the four that it was mixed of.
 *
 * @param gradient `[n, inHeight, inWidth, channels]`, is overwritten
 * @param dy `[n, outHeight, outWidth, channels]`
 * @param matrices `[n, 6]`
 */
export function imageGradientLoop(
  gradient: Float32Array,
  dy: Float32Array,
  matrices: Float32Array,
  shape: LoopShape,
): void {
  const { count, outHeight, outWidth, channels } = shape;
  const points = new RowReader(matrices, shape, channels);
  gradient.fill(0);
  let out = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < outHeight; row++) {
      points.read(image, row);
      for (let i = 0; i < outWidth; i++) {
        const toTheRight = points.toTheRight[i];
        const down = points.down[i];
        const right = points.rightFraction[i];
        const below = points.downFraction[i];
        const end = points.upperLeft[i] + channels;
        for (let at = points.upperLeft[i]; at < end; at++) {
          const lower = dy[out] * below;
          const upper = dy[out++] - lower;
          gradient[at] += upper - upper * right;
          gradient[at + toTheRight] += upper * right;
          gradient[at + down] += lower - lower * right;
          gradient[at + down + toTheRight] += lower * right;
        }
      }
    }
  }
}

/**
 * Gradient for the matrices: the slope of the input at each point, times dy, times how far each
 * number of the matrix moves the point.
 *
 * @param gradient `[n, 6]`, is overwritten
 * @param dy `[n, outHeight, outWidth, channels]`
 * @param images `[n, inHeight, inWidth, channels]`
 * @param matrices `[n, 6]`
 */
export function matrixGradientLoop(
  gradient: Float32Array,
  dy: Float32Array,
  images: Float32Array,
  matrices: Float32Array,
  shape: LoopShape,
): void {
  const { count, inHeight, inWidth, outHeight, outWidth, channels } = shape;
  const { xOfColumns, xOfRows, yOfColumns, yOfRows } = centredOffsets(shape);
  const points = new RowReader(matrices, shape, channels);
  let out = 0;
  for (let image = 0; image < count; image++) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    for (let row = 0; row < outHeight; row++) {
      points.read(image, row);
      let alongX = 0;
      let alongY = 0;
      for (let i = 0; i < outWidth; i++) {
        const toTheRight = points.toTheRight[i];
        const down = points.down[i];
        const right = points.rightFraction[i];
        const below = points.downFraction[i];
        const end = points.upperLeft[i] + channels;
        let x = 0;
        let y = 0;
        for (let at = points.upperLeft[i]; at < end; at++) {
          const upperLeft = images[at];
          const lowerLeft = images[at + down];
          const upperSlope = images[at + toTheRight] - upperLeft;
          const lowerSlope = images[at + down + toTheRight] - lowerLeft;
          x += dy[out] * (upperSlope + (lowerSlope - upperSlope) * below);
          y += dy[out++] * (lowerLeft - upperLeft + (lowerSlope - upperSlope) * right);
        }
        alongX += x;
        alongY += y;
        a += x * xOfColumns[i];
        d += y * yOfColumns[i];
      }
      b += alongX * xOfRows[row];
      e += alongY * yOfRows[row];
      c += alongX;
      f += alongY;
    }
    gradient.set([a, b, (c * inWidth) / 2, d, e, (f * inHeight) / 2], 6 * image);
  }
}
