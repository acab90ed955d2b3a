import * as tf from "@tensorflow/tfjs-core";
import { centredOffsets } from "../kernels/centred-offsets.js";
import {
  affineWarp,
  affineWarpImageGradient,
  affineWarpMatrixGradient,
  type WarpKernels,
  type WarpSize,
} from "../kernels/warp-kernels.js";
import { type AxisReading, cornerIndices, readings } from "./corners.js";

/**
 * The kernels of the warp composed of stock operations: for every backend that has none of its own.
 */
export const portableKernels: WarpKernels = {
  [affineWarp]: ({ inputs, attrs }) =>
    tf.tidy(() => warp(inputs as Inputs, attrs as unknown as WarpSize)),
  [affineWarpImageGradient]: ({ inputs, attrs }) =>
    tf.tidy(() => imageGradient(inputs as Inputs, attrs as unknown as WarpSize)),
  [affineWarpMatrixGradient]: ({ inputs, attrs }) =>
    tf.tidy(() => matrixGradient(inputs as Inputs, attrs as unknown as WarpSize)),
};

/** tfjs hands whole tensors to a kernel, though its types promise less. */
type Inputs = tf.NamedTensorInfoMap & {
  readonly images: tf.Tensor4D;
  readonly matrices: tf.Tensor2D;
  readonly dy: tf.Tensor4D;
};

function warp({ images, matrices }: Inputs, size: WarpSize): tf.Tensor {
  const { x, y } = readings(matrices, size);
  const [upperLeft, upperRight, lowerLeft, lowerRight] = corners(images, x, y, size);
  const [right, down] = [perPoint(x.fraction), perPoint(y.fraction)];
  const upper = between(upperLeft, upperRight, right);
  const lower = between(lowerLeft, lowerRight, right);
  const [n, , , channels] = images.shape;
  return tf.reshape(between(upper, lower, down), [n, size.outHeight, size.outWidth, channels]);
}

/** Each output pixel hands its gradient to the four pixels that it was mixed of. */
function imageGradient({ dy, matrices }: Inputs, size: WarpSize): tf.Tensor {
  const { x, y } = readings(matrices, size);
  const [n, , , channels] = dy.shape;
  const gradient = tf.reshape(dy, [-1, channels]);
  const [right, down] = [perPoint(x.fraction), perPoint(y.fraction)];
  const lower = tf.mul(gradient, down);
  const upper = tf.sub(gradient, lower);
  const shares = [upper, lower].flatMap((row) => {
    const toTheRight = tf.mul(row, right);
    return [tf.sub(row, toTheRight), toTheRight];
  });
  const pixels = n * size.inHeight * size.inWidth;
  const indices = tf.expandDims(tf.concat(cornerIndices(x, y, size)), 1);
  const sums = tf.scatterND(indices, tf.concat(shares), [pixels, channels]);
  return tf.reshape(sums, [n, size.inHeight, size.inWidth, channels]);
}

/** Slope of the input at each point, times dy, times what each number of the matrix moves. */
function matrixGradient({ dy, images, matrices }: Inputs, size: WarpSize): tf.Tensor {
  const { x, y } = readings(matrices, size);
  const [n, , , channels] = images.shape;
  const [upperLeft, upperRight, lowerLeft, lowerRight] = corners(images, x, y, size);
  const slopeRight = between(
    tf.sub(upperRight, upperLeft),
    tf.sub(lowerRight, lowerLeft),
    perPoint(y.fraction),
  );
  const slopeDown = between(
    tf.sub(lowerLeft, upperLeft),
    tf.sub(lowerRight, upperRight),
    perPoint(x.fraction),
  );
  const gradient = tf.reshape(dy, [-1, channels]);
  const ofPositions = (slope: tf.Tensor) =>
    tf.reshape(tf.sum(tf.mul(gradient, slope), 1), [n, -1]) as tf.Tensor2D;
  const moves = movesOfPoints(size);
  return tf.concat(
    [tf.matMul(ofPositions(slopeRight), moves.x), tf.matMul(ofPositions(slopeDown), moves.y)],
    1,
  );
}

/** How far each point moves along an axis for each number of the matrix: `[points, 3]`. */
function movesOfPoints(size: WarpSize): { x: tf.Tensor2D; y: tf.Tensor2D } {
  const { xOfColumns, xOfRows, yOfColumns, yOfRows } = centredOffsets(size);
  const moves = (columns: Float32Array, rows: Float32Array, shift: number) => {
    const table = Array.from(rows, (row) => Array.from(columns, (column) => [column, row, shift]));
    return tf.tensor2d(table.flat());
  };
  return {
    x: moves(xOfColumns, xOfRows, size.inWidth / 2),
    y: moves(yOfColumns, yOfRows, size.inHeight / 2),
  };
}

/** Colours of the four pixels around each point, each `[points of all images, channels]`. */
function corners(images: tf.Tensor4D, x: AxisReading, y: AxisReading, size: WarpSize): tf.Tensor[] {
  const rows = tf.reshape(images, [-1, images.shape[3]]);
  return cornerIndices(x, y, size).map((indices) => tf.gather(rows, indices));
}

/** `[n, outHeight, outWidth]` → `[points, 1]`. */
const perPoint = (values: tf.Tensor) => tf.reshape(values, [-1, 1]);

/** `low` where the fraction is 0, exactly. */
const between = (low: tf.Tensor, high: tf.Tensor, fraction: tf.Tensor) =>
  tf.add(low, tf.mul(tf.sub(high, low), fraction));
