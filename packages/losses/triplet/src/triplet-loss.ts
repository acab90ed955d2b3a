import type { LossBatch } from "@multibatch/core";
import { distanceOf, pairDistances } from "@multibatch/pair-distances";
import * as tf from "@tensorflow/tfjs-core";
import { batchAll } from "./batch-all.js";
import { batchHard } from "./batch-hard.js";
import { batchKinds } from "./batch-kinds.js";
import { penaltyOf } from "./penalty.js";
import type { TripletOptions } from "./triplet-options.js";

/**
 * The triplet loss of a batch (Hermans, Beyer and Leibe, 2017, 'In defense of the triplet loss for
 * person re-identification', section 2), from the distances of all pairs: each image in turn is the
 * anchor. An anchor without a same or without a different image counts for nothing.
 *
 * Differentiable once, in closed form. Where embeddings coincide the gradient is 0.
 *
 * @param embeddings float32 `[k, d]`
 * @returns scalar; 0 where there is no triplet
 */
export function tripletLoss(
  embeddings: tf.Tensor2D,
  batch: LossBatch,
  { variant, margin, norm }: TripletOptions,
): tf.Scalar {
  return tf.tidy(() => {
    // An empty tensor has no product; this one keeps the loss connected to the network.
    if (batch.pairs !== "all" && batch.pairs.shape[0] === 0) {
      return tf.mul(tf.sum(embeddings), 0);
    }
    const metric = pairDistances("all", distanceOf(norm));
    const terms = variant === "batch-hard" ? batchHard : batchAll;
    const operation = tf.customGrad((...inputs) => {
      const [points, save] = inputs as [tf.Tensor2D, (tensors: tf.Tensor[]) => void];
      const distances = metric.distances(points);
      const { value, slopes } = terms({
        distances,
        ...batchKinds(batch),
        penalty: penaltyOf(margin),
      });
      // D_ij and D_ji are one distance: each takes half of what both are to do.
      const upstream = tf.mul(tf.add(slopes, tf.transpose(slopes)), 0.5);
      save([points, distances, upstream]);
      return {
        value,
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
          const [savedPoints, savedDistances, savedUpstream] = saved;
          return tf.mul(
            dy,
            metric.gradient(savedPoints as tf.Tensor2D, savedDistances, savedUpstream),
          );
        },
      };
    });
    return operation(embeddings) as tf.Scalar;
  });
}
