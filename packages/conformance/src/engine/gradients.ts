import type { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients: tfjs-core alone registers none in Node.
import "@tensorflow/tfjs-layers";
import { type EngineCase, few, normal, uniform } from "./engine-case.js";

type Shape4D = [number, number, number, number];

/**
 * Gradients with random gradients behind them. Where numbers in a window of maxPool are equal the
 * first of them, row by row, takes the gradient; avgPool is tested without padding, since tfjs-cpu
 * divides by the whole window there.
 */
export const gradientCases: readonly EngineCase[] = [
  convolution("3×3, same", [2, 6, 7, 3], [3, 3, 3, 4], 1, "same"),
  convolution("3×3, valid", [2, 6, 7, 3], [3, 3, 3, 4], 1, "valid"),
  convolution("5×5, stride 2, same, one channel", [3, 9, 8, 1], [5, 5, 1, 4], 2, "same"),
  convolution("3×2, strides 2 and 1", [1, 8, 7, 2], [3, 2, 2, 3], [2, 1], "valid"),
  convolution("3×3, stride 3 that leaves a rest", [1, 8, 8, 2], [3, 3, 2, 3], 3, "valid"),
  convolution("2×2, stride 3, windows that leave gaps", [1, 8, 8, 2], [2, 2, 2, 3], 3, "valid"),
  convolution("1×1", [3, 5, 4, 6], [1, 1, 6, 7], 1, "same"),
  convolution("1×1, stride 2", [3, 5, 4, 6], [1, 1, 6, 7], 2, "same"),
  convolution("3×3, padding 2", [1, 5, 5, 2], [3, 3, 2, 3], 1, 2),
  convolution("3×3, many channels", [1, 4, 4, 33], [3, 3, 33, 17], 1, "same"),

  maxPool("2×2", (r) => normal(r, [2, 6, 8, 3]), 2, 2, "valid"),
  maxPool("3×3, stride 2, same", (r) => normal(r, [2, 7, 8, 3]), 3, 2, "same"),
  maxPool("3×3, stride 1: windows that overlap", (r) => normal(r, [1, 5, 6, 2]), 3, 1, "valid"),
  maxPool(
    "windows without a positive number",
    (r) => uniform(r, [1, 6, 6, 3], -3, -1),
    2,
    2,
    "same",
  ),
  maxPool(
    "windows of zeros and negative numbers",
    (r) => tf.minimum(few(r, [1, 6, 6, 3]), 0),
    2,
    2,
    "same",
  ),
  maxPool("ties", (r) => few(r, [2, 6, 6, 3]), 2, 2, "valid"),
  maxPool("ties in windows that overlap", (r) => few(r, [2, 7, 7, 2]), 3, 2, "same"),
  maxPool("a rest that no window sees", (r) => normal(r, [1, 7, 5, 2]), 2, 2, "valid"),
  {
    name: "avgPool 2×2",
    run: (r) =>
      grads(r, (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"), normal(r, [2, 6, 8, 3])),
  },
  {
    name: "avgPool 3×3, stride 2",
    run: (r) =>
      grads(r, (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, "valid"), normal(r, [1, 7, 7, 2])),
  },

  ...[false, true].flatMap((first) =>
    [false, true].map((second) => ({
      name: `matMul${first ? ", first transposed" : ""}${second ? ", second transposed" : ""}`,
      run: (r: Random) =>
        grads(
          r,
          (a, b) => tf.matMul(a, b, first, second),
          normal(r, first ? [7, 5] : [5, 7]),
          normal(r, second ? [3, 7] : [7, 3]),
        ),
    })),
  ),
  {
    name: "Gram matrix: matMul of a matrix with itself",
    run: (r) => grads(r, (x) => tf.matMul(x, x, false, true), normal(r, [6, 4])),
  },
  { name: "relu", run: (r) => grads(r, (x) => tf.relu(x), few(r, [4, 9])) },
  {
    name: "prelu",
    run: (r) => grads(r, (x, a) => tf.prelu(x, a), normal(r, [2, 3, 3, 4]), normal(r, [4])),
  },
  {
    name: "batchNorm",
    run: (r) =>
      grads(
        r,
        (x, mean, variance, offset, scale) =>
          tf.batchNorm(
            x as tf.Tensor4D,
            mean as tf.Tensor1D,
            variance as tf.Tensor1D,
            offset as tf.Tensor1D,
            scale as tf.Tensor1D,
          ),
        normal(r, [2, 4, 3, 5]),
        normal(r, [5]),
        uniform(r, [5], 0.5, 2),
        normal(r, [5]),
        normal(r, [5]),
      ),
  },
  {
    // With offset and scale: tfjs 4.22 cannot take the gradient of batchNorm without them.
    name: "batchNorm by the batch's own moments",
    run: (r) =>
      grads(
        r,
        (x, offset, scale) => {
          const { mean, variance } = tf.moments(x, [0, 1, 2]);
          return tf.batchNorm(
            x as tf.Tensor4D,
            mean as tf.Tensor1D,
            variance as tf.Tensor1D,
            offset as tf.Tensor1D,
            scale as tf.Tensor1D,
          );
        },
        normal(r, [2, 4, 3, 5]),
        normal(r, [5]),
        normal(r, [5]),
      ),
  },
  {
    name: "arithmetic under broadcasting",
    run: (r) =>
      grads(
        r,
        (x, row, column) => tf.div(tf.mul(tf.add(x, row), column), tf.add(tf.square(row), 1)),
        normal(r, [4, 5]),
        normal(r, [5]),
        normal(r, [4, 1]),
      ),
  },
  { name: "sqrt", run: (r) => grads(r, (x) => tf.sqrt(x), uniform(r, [4, 5], 0.1, 3)) },
  { name: "pow", run: (r) => grads(r, (x) => tf.pow(x, tf.scalar(1.7)), uniform(r, [9], 0.1, 3)) },
  { name: "softmax", run: (r) => grads(r, (x) => tf.softmax(x), normal(r, [4, 6])) },
  {
    name: "gather, rows taken twice",
    run: (r) =>
      grads(r, (x) => tf.gather(x, tf.tensor1d([4, 0, 0, 2], "int32")), normal(r, [5, 3])),
  },
  {
    name: "slice, pad, concat and transpose",
    run: (r) =>
      grads(
        r,
        (x, y) => {
          const padded = tf.pad(tf.slice(x, [1, 0], [2, 3]), [
            [0, 1],
            [1, 0],
          ]);
          return tf.transpose(tf.concat([padded, y], 0));
        },
        normal(r, [4, 3]),
        normal(r, [2, 4]),
      ),
  },
  {
    name: "where and mean",
    run: (r) => {
      const chosen = tf.greater(few(r, [4, 5]), 0);
      return grads(
        r,
        (x, y) => tf.mean(tf.where(chosen, x, y), 1),
        normal(r, [4, 5]),
        normal(r, [4, 5]),
      );
    },
  },
];

/** Gradients of `f` in all its inputs, for a random gradient of its result. */
function grads(
  random: Random,
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  ...inputs: tf.Tensor[]
): tf.Tensor[] {
  const result = f(...inputs);
  return tf.grads(f)(inputs, tf.reshape(normal(random, [result.size]), result.shape));
}

function convolution(
  name: string,
  images: Shape4D,
  filter: Shape4D,
  strides: number | [number, number],
  padding: "same" | "valid" | number,
): EngineCase {
  return {
    name: `conv2d ${name}`,
    run: (random) =>
      grads(
        random,
        (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, padding),
        normal(random, images),
        normal(random, filter),
      ),
  };
}

function maxPool(
  name: string,
  images: (random: Random) => tf.Tensor,
  size: number,
  stride: number,
  padding: "same" | "valid",
): EngineCase {
  return {
    name: `maxPool ${name}`,
    run: (random) =>
      grads(random, (x) => tf.maxPool(x as tf.Tensor4D, size, stride, padding), images(random)),
  };
}
