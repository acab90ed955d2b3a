import * as tf from "@tensorflow/tfjs-core";

/**
 * Root of the mean squared Euclidean distance of embeddings `[k, d]` from their mean: near 0 after a
 * collapse, when all embeddings are one.
 */
export function embeddingSpread(embeddings: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const deviations = tf.sub(embeddings, tf.mean(embeddings, 0, true));
    return tf.sqrt(tf.mean(tf.sum(tf.square(deviations), 1))) as tf.Scalar;
  });
}
