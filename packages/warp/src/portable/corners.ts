import * as tf from "@tensorflow/tfjs-core";
import { centredOffsets } from "../kernels/centred-offsets.js";
import type { WarpSize } from "../kernels/warp-kernels.js";

/** Where the output's points read the input along one axis; all tensors `[n, outHeight, outWidth]`. */
export interface AxisReading {
  /** Index of the pixel before the position, int32. */
  readonly low: tf.Tensor;
  /** Index of the pixel after it; the same outside, so that nothing changes along the axis there. */
  readonly high: tf.Tensor;
  /** How far the position is from `low` towards `high`, 0 … 1. */
  readonly fraction: tf.Tensor;
}

/** Positions of the output's points in the input. */
export function readings(matrices: tf.Tensor2D, size: WarpSize) {
  const { xOfColumns, xOfRows, yOfColumns, yOfRows } = centredOffsets(size);
  const [a, b, c, d, e, f] = tf.split(tf.reshape(matrices, [-1, 1, 6]), 6, 2);
  return {
    x: axisReading(a, xOfColumns, b, xOfRows, c, size.inWidth),
    y: axisReading(d, yOfColumns, e, yOfRows, f, size.inHeight),
  };
}

/** One axis; the order of operations is that of `CentredOffsets`. */
function axisReading(
  ofColumns: tf.Tensor,
  columns: Float32Array,
  ofRows: tf.Tensor,
  rows: Float32Array,
  shift: tf.Tensor,
  extent: number,
): AxisReading {
  const start = tf.add(tf.mul(shift, extent / 2), (extent - 1) / 2);
  const alongRow = tf.add(tf.mul(ofColumns, tf.tensor3d(columns, [1, 1, columns.length])), start);
  const position = tf.add(alongRow, tf.mul(ofRows, tf.tensor3d(rows, [1, rows.length, 1])));
  const floor = tf.floor(position);
  return {
    low: index(tf.clipByValue(floor, 0, extent - 1)),
    high: index(tf.add(tf.clipByValue(floor, -1, extent - 2), 1)),
    fraction: tf.sub(position, floor),
  };
}

/** What becomes of a NaN differs between backends, and must not lead outside the image. */
const index = (position: tf.Tensor) =>
  tf.maximum(tf.cast(position, "int32"), tf.scalar(0, "int32"));

/**
 * The four pixels around each output point as numbers of rows of the images `[n·h·w, c]`:
 * `[upper left, upper right, lower left, lower right]`, each `[n·outHeight·outWidth]`, int32.
 */
export function cornerIndices(x: AxisReading, y: AxisReading, size: WarpSize): tf.Tensor1D[] {
  const images = x.low.shape[0];
  const pixels = tf.scalar(size.inHeight * size.inWidth, "int32");
  const first = tf.reshape(tf.mul(tf.range(0, images, 1, "int32"), pixels), [images, 1, 1]);
  const width = tf.scalar(size.inWidth, "int32");
  return [y.low, y.high].flatMap((row) => {
    const start = tf.add(first, tf.mul(row, width));
    return [x.low, x.high].map((column) => tf.reshape(tf.add(start, column), [-1]) as tf.Tensor1D);
  });
}
