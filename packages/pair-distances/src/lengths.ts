import type { Distance } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";

/** Smaller than any length that float32 tells from 0 here: it keeps 0 / 0 from being NaN. */
const tiny = 1e-30;

/**
 * Lengths of vectors in a norm.
 *
 * @param vectors float32 `[…, d]`
 * @returns float32 `[…]`
 */
export function lengthsOf(vectors: tf.Tensor, distance: Distance): tf.Tensor {
  return tf.tidy(() => {
    switch (distance.norm) {
      case "squared-l2":
        return tf.sum(tf.square(vectors), -1);
      case "l2":
        return tf.sqrt(tf.sum(tf.square(vectors), -1));
      case "l1":
        return tf.sum(tf.abs(vectors), -1);
      case "lp": {
        // Powers of the share in the largest entry: neither 10^50 nor 0.1^50 is a float32.
        const sizes = tf.abs(vectors);
        const largest = tf.max(sizes, -1, true);
        const shares = tf.div(sizes, tf.maximum(largest, tiny));
        const sums = tf.sum(tf.pow(shares, tf.scalar(distance.p)), -1);
        return tf.mul(tf.reshape(largest, sums.shape), tf.pow(sums, tf.scalar(1 / distance.p)));
      }
    }
  });
}

/**
 * Gradients of the lengths in their vectors; 0 where the length is 0, which is a subgradient there.
 *
 * @param vectors float32 `[…, d]`
 * @param lengths float32 `[…]`, as `lengthsOf` returned them
 * @returns float32 `[…, d]`
 */
export function lengthGradients(
  vectors: tf.Tensor,
  lengths: tf.Tensor,
  distance: Distance,
): tf.Tensor {
  return tf.tidy(() => {
    if (distance.norm === "squared-l2") return tf.mul(vectors, 2);
    if (distance.norm === "l1") return tf.sign(vectors);
    const divisors = tf.expandDims(tf.maximum(lengths, tiny), -1);
    if (distance.norm === "l2") return tf.div(vectors, divisors);
    const shares = tf.div(tf.abs(vectors), divisors);
    return tf.mul(tf.sign(vectors), tf.pow(shares, tf.scalar(distance.p - 1)));
  });
}
