import * as tf from "@tensorflow/tfjs-core";
import { type EngineCase, few, normal, uniform } from "./engine-case.js";

/** Arithmetic, comparisons, reductions and rearrangements. */
export const arrayOperations: readonly EngineCase[] = [
  { name: "add, a row on a matrix", run: (r) => tf.add(normal(r, [4, 5]), normal(r, [5])) },
  { name: "sub, a column on a row", run: (r) => tf.sub(normal(r, [4, 1]), normal(r, [1, 5])) },
  { name: "mul by a scalar", run: (r) => tf.mul(normal(r, [2, 3, 4]), tf.scalar(-0.3)) },
  {
    name: "div, channels on images",
    run: (r) => tf.div(normal(r, [2, 3, 3, 4]), uniform(r, [4], 1, 2)),
  },
  {
    name: "add of integers",
    run: () => tf.add(tf.tensor1d([1, -2, 3], "int32"), tf.scalar(4, "int32")),
  },
  { name: "maximum", run: (r) => tf.maximum(few(r, [4, 5]), few(r, [5])) },
  { name: "minimum", run: (r) => tf.minimum(few(r, [4, 1]), few(r, [5])) },
  {
    name: "squaredDifference",
    run: (r) => tf.squaredDifference(normal(r, [4, 5]), normal(r, [4, 5])),
  },
  { name: "pow", run: (r) => tf.pow(uniform(r, [4, 5], 0.1, 3), tf.scalar(1.7)) },
  { name: "pow, square of negative numbers", run: (r) => tf.pow(few(r, [4, 5]), tf.scalar(2)) },
  { name: "sqrt", run: (r) => tf.sqrt(uniform(r, [4, 5], 0, 3)) },
  { name: "rsqrt", run: (r) => tf.rsqrt(uniform(r, [4, 5], 0.1, 3)) },
  { name: "square", run: (r) => tf.square(normal(r, [4, 5])) },
  { name: "exp", run: (r) => tf.exp(normal(r, [4, 5])) },
  { name: "log", run: (r) => tf.log(uniform(r, [4, 5], 0.1, 3)) },
  { name: "abs", run: (r) => tf.abs(few(r, [4, 5])) },
  { name: "neg", run: (r) => tf.neg(few(r, [4, 5])) },
  { name: "sign", run: (r) => tf.sign(few(r, [4, 5])) },
  { name: "step", run: (r) => tf.step(few(r, [4, 5])) },
  { name: "floor", run: (r) => tf.floor(normal(r, [4, 5])) },
  { name: "clipByValue", run: (r) => tf.clipByValue(normal(r, [4, 5]), -0.5, 0.5) },

  { name: "equal", run: (r) => tf.equal(few(r, [4, 5]), few(r, [5])) },
  { name: "notEqual", run: (r) => tf.notEqual(few(r, [4, 5]), few(r, [4, 5])) },
  { name: "equal, integers of a row and a column", run: () => equalIdentities() },
  { name: "greater", run: (r) => tf.greater(few(r, [4, 5]), few(r, [4, 5])) },
  { name: "greaterEqual", run: (r) => tf.greaterEqual(few(r, [4, 5]), few(r, [4, 5])) },
  { name: "less", run: (r) => tf.less(few(r, [4, 5]), tf.scalar(0)) },
  { name: "lessEqual", run: (r) => tf.lessEqual(few(r, [4, 5]), few(r, [4, 1])) },
  {
    name: "logicalAnd, logicalOr, logicalNot",
    run: (r) => {
      const [a, b] = [tf.greater(few(r, [9]), 0), tf.greater(few(r, [9]), 0)];
      return [tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalNot(a)];
    },
  },
  {
    name: "where",
    run: (r) => tf.where(tf.greater(few(r, [4, 5]), 0), normal(r, [4, 5]), tf.zeros([4, 5])),
  },

  { name: "sum of all", run: (r) => tf.sum(normal(r, [3, 4, 5])) },
  { name: "sum over the first axis", run: (r) => tf.sum(normal(r, [3, 4, 5]), 0) },
  { name: "sum over images, kept", run: (r) => tf.sum(normal(r, [2, 3, 4, 5]), [1, 2], true) },
  { name: "sum of booleans", run: (r) => tf.sum(tf.cast(tf.greater(few(r, [4, 5]), 0), "int32")) },
  { name: "mean of all", run: (r) => tf.mean(normal(r, [3, 4, 5])) },
  { name: "mean over images", run: (r) => tf.mean(normal(r, [2, 3, 4, 5]), [1, 2]) },
  { name: "max over the last axis", run: (r) => tf.max(normal(r, [3, 4, 5]), -1) },
  { name: "min of all", run: (r) => tf.min(normal(r, [3, 4, 5])) },
  { name: "argMax", run: (r) => tf.argMax(normal(r, [4, 6]), 1) },
  {
    name: "any and all",
    run: (r) => [
      tf.any(tf.greater(few(r, [3, 4]), 1), 1),
      tf.all(tf.greater(few(r, [3, 4]), -2), 1),
    ],
  },

  { name: "reshape", run: (r) => tf.mul(tf.reshape(normal(r, [3, 4, 5]), [5, -1]), 2) },
  { name: "transpose", run: (r) => tf.transpose(normal(r, [3, 4, 5]), [2, 0, 1]) },
  { name: "transpose of images", run: (r) => tf.transpose(normal(r, [2, 3, 4, 5]), [0, 3, 1, 2]) },
  {
    name: "concat",
    run: (r) => tf.concat([normal(r, [2, 3]), normal(r, [2, 1]), normal(r, [2, 4])], 1),
  },
  {
    name: "stack and unstack",
    run: (r) => tf.unstack(tf.stack([normal(r, [3]), normal(r, [3])], 1), 0),
  },
  { name: "slice", run: (r) => tf.slice(normal(r, [4, 5, 3]), [1, 0, 1], [2, 5, 2]) },
  { name: "stridedSlice", run: (r) => tf.stridedSlice(normal(r, [6, 5]), [1, 0], [6, 5], [2, 3]) },
  { name: "split", run: (r) => tf.split(normal(r, [4, 6]), [1, 2, 3], 1) },
  {
    name: "pad",
    run: (r) =>
      tf.pad(
        normal<tf.Rank.R2>(r, [3, 4]),
        [
          [1, 0],
          [2, 3],
        ],
        -1.5,
      ),
  },
  { name: "tile", run: (r) => tf.tile(normal(r, [2, 3]), [2, 2]) },
  { name: "reverse", run: (r) => tf.reverse(normal(r, [3, 4]), 1) },
  {
    name: "gather rows",
    run: (r) => tf.gather(normal(r, [5, 3]), tf.tensor1d([4, 0, 0, 2], "int32")),
  },
  {
    name: "gather columns",
    run: (r) => tf.gather(normal(r, [5, 3]), tf.tensor1d([2, 1], "int32"), 1),
  },
  { name: "oneHot", run: () => tf.oneHot(tf.tensor1d([0, 3, 1], "int32"), 4) },
  {
    name: "cast",
    run: (r) => [
      tf.cast(few(r, [9]), "int32"),
      tf.cast(few(r, [9]), "bool"),
      tf.cast(normal(r, [9]), "bool"),
      tf.cast(tf.cast(uniform(r, [9], -3, 3), "int32"), "float32"),
      tf.cast(tf.greater(few(r, [9]), 0), "float32"),
    ],
  },
  {
    name: "zerosLike and onesLike",
    run: (r) => [tf.zerosLike(few(r, [3])), tf.onesLike(few(r, [3]))],
  },
];

function equalIdentities(): tf.Tensor {
  const identities = tf.tensor1d([0, 0, 1, 2, 1], "int32");
  return tf.equal(tf.expandDims(identities, 0), tf.expandDims(identities, 1));
}
