import type { Distance } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { PairDistances } from "./pair-distances.js";

/**
 * Share of ‖f_i‖² + ‖f_j‖² below which a squared distance is lost in the rounding of the Gram matrix.
 * In the plain norm such points count as one, for the gradient would be noise (our choice): distances
 * below 0.3 % of the points' size are 0.
 */
const resolution = 1e-5;

/**
 * L2 distances of all pairs from one Gram matrix: ‖f_i − f_j‖² = ‖f_i‖² + ‖f_j‖² − 2 f_i·f_j.
 *
 * With a symmetric gradient U in the distances, dL/dF = c (diag(S·1) F − S F), where c = 4 and S = U
 * for the squared norm, and c = 2 and S_ij = U_ij / D_ij for the plain one.
 */
export function gramDistances(distance: Distance): PairDistances {
  const plain = distance.norm === "l2";
  return {
    distances: (embeddings) =>
      tf.tidy(() => {
        const centred = centre(embeddings);
        const squares = tf.sum(tf.square(centred), 1, true);
        const sums = tf.add(squares, tf.transpose(squares));
        const products = tf.matMul(centred, centred, false, true);
        const squared = tf.maximum(tf.sub(sums, tf.mul(products, 2)), 0);
        if (!plain) return squared;
        const resolved = tf.cast(tf.greater(squared, tf.mul(sums, resolution)), "float32");
        return tf.sqrt(tf.mul(squared, resolved));
      }),
    gradient: (embeddings, distances, upstream) =>
      tf.tidy(() => {
        const strengths = (
          plain ? tf.mul(upstream, reciprocalOrZero(distances)) : upstream
        ) as tf.Tensor2D;
        const centred = centre(embeddings);
        const own = tf.mul(tf.sum(strengths, 1, true), centred);
        const others = tf.matMul(strengths, centred);
        return tf.mul(tf.sub(own, others), plain ? 2 : 4) as tf.Tensor2D;
      }),
  };
}

/** Moves the mean to the origin, which no distance feels: less is lost in the subtraction above. */
function centre(embeddings: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(embeddings, tf.mean(embeddings, 0, true));
}

function reciprocalOrZero(values: tf.Tensor): tf.Tensor {
  const positive = tf.cast(tf.greater(values, 0), "float32");
  return tf.div(positive, tf.add(values, tf.sub(1, positive)));
}
