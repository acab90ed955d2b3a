import type { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { type EngineCase, few, normal, uniform } from "./engine-case.js";

type Padding = Parameters<typeof tf.conv2d>[3];

/** The operations that a convolutional network is made of. */
export const networkOperations: readonly EngineCase[] = [
  convolution("conv2d 3×3, same", [2, 7, 6, 3], [3, 3, 3, 5], 1, "same"),
  convolution("conv2d 3×3, valid", [2, 7, 6, 3], [3, 3, 3, 5], 1, "valid"),
  convolution("conv2d 5×5, stride 2, same", [2, 9, 8, 1], [5, 5, 1, 4], 2, "same"),
  convolution("conv2d 3×2, strides 2 and 1, valid", [1, 8, 7, 2], [3, 2, 2, 3], [2, 1], "valid"),
  convolution("conv2d 3×3, stride 3 that leaves a rest", [1, 8, 8, 2], [3, 3, 2, 3], 3, "valid"),
  convolution("conv2d 3×3, explicit padding", [2, 6, 5, 2], [3, 3, 2, 3], 1, [
    [0, 0],
    [2, 1],
    [0, 2],
    [0, 0],
  ]),
  convolution("conv2d 1×1", [3, 5, 4, 6], [1, 1, 6, 7], 1, "same"),
  convolution("conv2d 1×1, stride 2", [3, 5, 4, 6], [1, 1, 6, 7], 2, "same"),
  convolution("conv2d of one image with many channels", [1, 4, 4, 33], [3, 3, 33, 17], 1, "same"),
  {
    name: "conv2d and bias and relu",
    run: (r) =>
      tf.relu(
        tf.add(
          tf.conv2d(
            normal(r, [2, 6, 6, 3]) as tf.Tensor4D,
            normal(r, [3, 3, 3, 4]) as tf.Tensor4D,
            1,
            "same",
          ),
          normal(r, [4]),
        ),
      ),
  },
  {
    name: "maxPool 2×2",
    run: (r) => tf.maxPool(normal<tf.Rank.R4>(r, [2, 6, 8, 3]), 2, 2, "valid"),
  },
  {
    name: "maxPool 3×3, stride 2, same",
    run: (r) => tf.maxPool(normal<tf.Rank.R4>(r, [2, 7, 8, 3]), 3, 2, "same"),
  },
  {
    name: "maxPool of negative numbers",
    run: (r) => tf.maxPool(uniform<tf.Rank.R4>(r, [1, 4, 4, 2], -3, -1), 2, 2, "same"),
  },
  {
    name: "avgPool 2×2",
    run: (r) => tf.avgPool(normal<tf.Rank.R4>(r, [2, 6, 8, 3]), 2, 2, "valid"),
  },
  {
    name: "avgPool 3×3, stride 2, same",
    run: (r) => tf.avgPool(normal<tf.Rank.R4>(r, [2, 7, 8, 3]), 3, 2, "same"),
  },
  matrixProduct("matMul", [5, 7], [7, 3], false, false),
  matrixProduct("matMul, first transposed", [7, 5], [7, 3], true, false),
  matrixProduct("matMul, second transposed", [5, 7], [3, 7], false, true),
  matrixProduct("matMul, both transposed", [7, 5], [3, 7], true, true),
  matrixProduct("matMul in batches", [2, 3, 4], [2, 4, 5], false, false),
  matrixProduct("matMul in batches, first transposed", [2, 4, 3], [2, 4, 5], true, false),
  matrixProduct("matMul in batches, second transposed", [2, 3, 4], [2, 5, 4], false, true),
  { name: "relu", run: (r) => tf.relu(few(r, [4, 9])) },
  { name: "relu6", run: (r) => tf.relu6(uniform(r, [4, 9], -9, 9)) },
  { name: "leakyRelu", run: (r) => tf.leakyRelu(few(r, [4, 9]), 0.1) },
  {
    name: "prelu, a slope for each channel",
    run: (r) => tf.prelu(normal(r, [2, 3, 3, 4]), normal(r, [4])),
  },
  { name: "sigmoid", run: (r) => tf.sigmoid(normal(r, [4, 9])) },
  { name: "tanh", run: (r) => tf.tanh(normal(r, [4, 9])) },
  { name: "softmax", run: (r) => tf.softmax(normal(r, [4, 9])) },
  {
    name: "batchNorm",
    run: (r) =>
      tf.batchNorm(
        normal<tf.Rank.R4>(r, [2, 4, 3, 5]),
        normal<tf.Rank.R1>(r, [5]),
        uniform<tf.Rank.R1>(r, [5], 0.5, 2),
        normal<tf.Rank.R1>(r, [5]),
        normal<tf.Rank.R1>(r, [5]),
        1e-3,
      ),
  },
  {
    name: "batchNorm without offset and scale",
    run: (r) =>
      tf.batchNorm(
        normal<tf.Rank.R4>(r, [2, 4, 3, 5]),
        normal<tf.Rank.R1>(r, [5]),
        uniform<tf.Rank.R1>(r, [5], 0.5, 2),
      ),
  },
];

function convolution(
  name: string,
  images: [number, number, number, number],
  filter: [number, number, number, number],
  strides: number | [number, number],
  padding: Padding,
): EngineCase {
  const run = (random: Random) =>
    tf.conv2d(
      normal<tf.Rank.R4>(random, images),
      normal<tf.Rank.R4>(random, filter),
      strides,
      padding,
    );
  return { name, run };
}

function matrixProduct(
  name: string,
  first: number[],
  second: number[],
  transposeFirst: boolean,
  transposeSecond: boolean,
): EngineCase {
  const run = (random: Random) =>
    tf.matMul(
      tf.reshape(normal(random, [tf.util.sizeFromShape(first)]), first),
      tf.reshape(normal(random, [tf.util.sizeFromShape(second)]), second),
      transposeFirst,
      transposeSecond,
    );
  return { name, run };
}
