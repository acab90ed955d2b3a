import { blocksOf } from "@multibatch/pair-distances";
import * as tf from "@tensorflow/tfjs-core";
import type { TripletBatch, TripletTerms } from "./triplet-terms.js";

/**
 * Batch-all (Hermans et al. 2017, equation 6), with a hard margin as a mean over the triplets that cost
 * anything, as the paper advises: the many easy ones would wash the others out. The number of these
 * is taken as a constant of the gradient. k³ triplets, made for a block of anchors at a time.
 */
export function batchAll({ distances, same, different, penalty }: TripletBatch): TripletTerms {
  const k = distances.shape[0];
  const blocks = blocksOf(k, k * k).map(({ start, size }) =>
    tf.tidy(() => {
      const rows = (matrix: tf.Tensor) => tf.slice(matrix, [start, 0], [size, k]);
      const asSame = (matrix: tf.Tensor) => tf.expandDims(rows(matrix), 2);
      const asDifferent = (matrix: tf.Tensor) => tf.expandDims(rows(matrix), 1);
      const gaps = tf.sub(asSame(distances), asDifferent(distances));
      const triplets = tf.mul(asSame(same), asDifferent(different));
      const costs = tf.mul(triplets, penalty.value(gaps));
      const slopes = tf.mul(triplets, penalty.slope(gaps));
      return {
        sum: tf.sum(costs),
        count: tf.sum(tf.mul(triplets, penalty.counts(gaps))),
        slopes: tf.sub(tf.sum(slopes, 2), tf.sum(slopes, 1)),
      };
    }),
  );
  const count = tf.maximum(tf.addN(blocks.map((block) => block.count)), 1);
  return {
    value: tf.div(tf.addN(blocks.map((block) => block.sum)), count),
    slopes: tf.div(tf.concat(blocks.map((block) => block.slopes)), count),
  };
}
