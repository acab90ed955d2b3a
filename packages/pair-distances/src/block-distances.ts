import type { Distance } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Block, blocksOf } from "./blocks.js";
import { lengthGradients, lengthsOf } from "./lengths.js";
import type { PairDistances } from "./pair-distances.js";

/**
 * Distances of all pairs in any norm, by differences of embeddings. All of them at once would take
 * `[k, k, d]` floats, so they are made for some rows at a time, and again for the gradient.
 */
export function blockDistances(distance: Distance): PairDistances {
  return {
    distances: (embeddings) =>
      tf.tidy(() => {
        const [k, d] = embeddings.shape;
        return tf.concat(
          blocksOf(k, k * d).map((block) =>
            tf.tidy(() => lengthsOf(differences(embeddings, block), distance)),
          ),
        );
      }),
    gradient: (embeddings, distances, upstream) =>
      tf.tidy(() => {
        const [k, d] = embeddings.shape;
        return tf.concat(
          blocksOf(k, k * d).map((block) =>
            tf.tidy(() => {
              const rows = (tensor: tf.Tensor) =>
                tf.slice(tensor, [block.start, 0], [block.size, k]);
              const slopes = lengthGradients(
                differences(embeddings, block),
                rows(distances),
                distance,
              );
              // Twice, because each embedding is in pair (i, j) and in pair (j, i).
              const strengths = tf.expandDims(tf.mul(rows(upstream), 2), -1);
              return tf.sum(tf.mul(strengths, slopes), 1) as tf.Tensor2D;
            }),
          ),
        );
      }),
  };
}

/** f_i − f_j for the rows i of a block and all j: `[rows, k, d]`. */
function differences(embeddings: tf.Tensor2D, { start, size }: Block): tf.Tensor {
  const [k, d] = embeddings.shape;
  const rows = tf.reshape(tf.slice(embeddings, [start, 0], [size, d]), [size, 1, d]);
  return tf.sub(rows, tf.reshape(embeddings, [1, k, d]));
}
