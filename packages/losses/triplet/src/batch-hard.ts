import * as tf from "@tensorflow/tfjs-core";
import type { TripletBatch, TripletTerms } from "./triplet-terms.js";

/** The hardest triplet of each anchor. */
export interface HardTriplets {
  /** Distance to the farthest same image: `[k, 1]`; without meaning where `valid` is 0. */
  readonly farthestSame: tf.Tensor;
  /** Distance to the nearest different image: `[k, 1]`; without meaning where `valid` is 0. */
  readonly nearestDifferent: tf.Tensor;
  /** 1 where the anchor has both: `[k, 1]`. */
  readonly valid: tf.Tensor;
}

/** Finds each anchor's farthest same and nearest different image; the caller tidies. */
export function hardTriplets({
  distances,
  same,
  different,
}: Omit<TripletBatch, "penalty">): HardTriplets {
  const beyond = tf.add(tf.max(distances), 1);
  return {
    farthestSame: tf.max(tf.mul(distances, same), 1, true),
    nearestDifferent: tf.min(
      tf.add(tf.mul(distances, different), tf.mul(beyond, tf.sub(1, different))),
      1,
      true,
    ),
    valid: tf.mul(tf.max(same, 1, true), tf.max(different, 1, true)),
  };
}

/**
 * Batch-hard (Hermans et al. 2017, equation 5), as a mean over the anchors that have a same and a
 * different image. Of equally hard images each gets an equal share of the gradient, so that the order
 * of the batch does not matter (our choice).
 */
export function batchHard(batch: TripletBatch): TripletTerms {
  const { distances, same, different, penalty } = batch;
  const { farthestSame, nearestDifferent, valid } = hardTriplets(batch);
  const gaps = tf.sub(farthestSame, nearestDifferent);
  const weights = tf.div(valid, tf.maximum(tf.sum(valid), 1));
  const strengths = tf.mul(weights, penalty.slope(gaps));
  const shares = (kind: tf.Tensor, extreme: tf.Tensor) => {
    const hits = tf.mul(kind, tf.cast(tf.equal(distances, extreme), "float32"));
    return tf.div(hits, tf.maximum(tf.sum(hits, 1, true), 1));
  };
  return {
    value: tf.sum(tf.mul(weights, penalty.value(gaps))),
    slopes: tf.mul(
      strengths,
      tf.sub(shares(same, farthestSame), shares(different, nearestDifferent)),
    ),
  };
}
