import type { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";

/** A computation that every engine must do like tfjs-cpu. */
export interface EngineCase {
  readonly name: string;
  /** Makes its inputs from the generator, so that two backends see the same numbers. */
  run(random: Random): tf.Tensor | tf.Tensor[];
}

/** Standard normal numbers as a tensor. */
export function normal<R extends tf.Rank>(random: Random, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
    "float32",
  );
}

/** Uniform numbers in [low, high) as a tensor: for operations that want them positive. */
export function uniform<R extends tf.Rank>(
  random: Random,
  shape: tf.ShapeMap[R],
  low: number,
  high: number,
): tf.Tensor<R> {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(low, high)),
    shape,
    "float32",
  );
}

/** Numbers of a small set (−2…2): equal ones are frequent, for comparisons and ties. */
export function few<R extends tf.Rank>(random: Random, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.integer(5) - 2),
    shape,
    "float32",
  );
}
