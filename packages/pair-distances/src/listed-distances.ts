import type { Distance } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { blocksOf } from "./blocks.js";
import { lengthGradients, lengthsOf } from "./lengths.js";
import type { PairDistances } from "./pair-distances.js";
import { ends, positionsOf } from "./positions.js";

/**
 * Distances of listed pairs, by gathers. The way back sums each pair's gradient into the rows of its
 * two embeddings; it does so by a product with the incidence matrix (1 for the first, −1 for the
 * second of each pair), which every backend has, unlike a sum over segments.
 *
 * @param pairs positions, int32 `[p, 2]`
 */
export function listedDistances(pairs: tf.Tensor2D, distance: Distance): PairDistances {
  const differences = (embeddings: tf.Tensor2D) =>
    tf.sub(tf.gather(embeddings, ends(pairs, 0)), tf.gather(embeddings, ends(pairs, 1)));
  return {
    distances: (embeddings) => tf.tidy(() => lengthsOf(differences(embeddings), distance)),
    gradient: (embeddings, distances, upstream) =>
      tf.tidy(() => {
        const [k, d] = embeddings.shape;
        const slopes = lengthGradients(differences(embeddings), distances, distance);
        const strong = tf.mul(tf.expandDims(upstream, -1), slopes);
        const parts = blocksOf(pairs.shape[0], k).map(({ start, size }) =>
          tf.tidy(() => {
            const incidence = incidenceOf(tf.slice(pairs, [start, 0], [size, 2]), k);
            const rows = tf.slice(strong, [start, 0], [size, d]) as tf.Tensor2D;
            return tf.matMul(incidence, rows, true);
          }),
        );
        return tf.addN(parts) as tf.Tensor2D;
      }),
  };
}

/** `[p, k]`: 1 in the column of each pair's first embedding, −1 in that of its second. */
function incidenceOf(pairs: tf.Tensor2D, k: number): tf.Tensor2D {
  const positions = positionsOf(k);
  const hits = (which: 0 | 1) =>
    tf.cast(tf.equal(tf.expandDims(ends(pairs, which), 1), positions), "float32");
  return tf.sub(hits(0), hits(1));
}
