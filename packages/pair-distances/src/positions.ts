import * as tf from "@tensorflow/tfjs-core";

/** First (0) or second (1) position of each listed pair: int32 `[p, 2]` to `[p]`. */
export function ends(pairs: tf.Tensor2D, which: 0 | 1): tf.Tensor1D {
  const count = pairs.shape[0];
  return tf.reshape(tf.slice(pairs, [0, which], [count, 1]), [count]);
}

/** The positions in a batch of k, 0…k−1: int32 `[k]`. A constant: not every backend has a range. */
export function positionsOf(k: number): tf.Tensor1D {
  return tf.tensor1d(
    Int32Array.from({ length: k }, (_, i) => i),
    "int32",
  );
}
