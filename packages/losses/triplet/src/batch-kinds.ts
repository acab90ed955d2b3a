import type { LossBatch } from "@multibatch/core";
import { ends, type PairKinds, pairKinds, positionsOf } from "@multibatch/pair-distances";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Which pairs of a batch may be part of a triplet, by kind: float32 0 or 1, `[k, k]`, symmetric. Of a
 * list, only the listed pairs, in both directions; the caller tidies.
 */
export function batchKinds({ identities, pairs }: LossBatch): Omit<PairKinds, "count"> {
  const { same, different } = pairKinds({ identities, pairs: "all" });
  if (pairs === "all") return { same, different };
  const positions = positionsOf(identities.shape[0]);
  const hits = (which: 0 | 1) =>
    tf.cast(tf.equal(tf.expandDims(ends(pairs, which), 1), positions), "float32") as tf.Tensor2D;
  const forth = tf.matMul(hits(0), hits(1), true);
  const listed = tf.minimum(tf.add(forth, tf.transpose(forth)), 1);
  return { same: tf.mul(same, listed), different: tf.mul(different, listed) };
}
