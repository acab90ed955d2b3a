import type { LossBatch } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { ends, positionsOf } from "./positions.js";

/** Which pairs are of one identity and which of two: float32 0 or 1, `[k, k]` or `[p]`. */
export interface PairKinds {
  readonly same: tf.Tensor;
  /** An embedding and itself, on the diagonal of `[k, k]`, are no pair: 0 in both. */
  readonly different: tf.Tensor;
  /** Number of pairs: k² − k, or p. */
  readonly count: number;
}

/** Tells the kinds of a batch's pairs. */
export function pairKinds({ identities, pairs }: LossBatch): PairKinds {
  if (pairs !== "all") {
    const equal = tf.equal(
      tf.gather(identities, ends(pairs, 0)),
      tf.gather(identities, ends(pairs, 1)),
    );
    const same = tf.cast(equal, "float32");
    return { same, different: tf.sub(1, same), count: pairs.shape[0] };
  }
  const k = identities.shape[0];
  const equal = tf.cast(equalToEach(identities), "float32");
  const self = tf.cast(equalToEach(positionsOf(k)), "float32");
  return { same: tf.sub(equal, self), different: tf.sub(1, equal), count: k * k - k };
}

function equalToEach(values: tf.Tensor1D): tf.Tensor {
  return tf.equal(tf.expandDims(values, 1), tf.expandDims(values, 0));
}

/**
 * Weights of the pairs, which sum to 1 where there is any pair.
 *
 * `uniform` is the paper's mean over all pairs. `balanced` gives one half to the same and one half to
 * the different pairs, whatever their numbers; where one kind is absent, the other has it all (our
 * choice).
 */
export function pairWeights(
  { same, different, count }: PairKinds,
  weights: "uniform" | "balanced",
): tf.Tensor {
  if (weights === "uniform") return tf.div(tf.add(same, different), Math.max(count, 1));
  const sameCount = tf.sum(same);
  const differentCount = tf.sum(different);
  const kinds = tf.maximum(tf.add(tf.minimum(sameCount, 1), tf.minimum(differentCount, 1)), 1);
  return tf.div(
    tf.add(
      tf.div(same, tf.maximum(sameCount, 1)),
      tf.div(different, tf.maximum(differentCount, 1)),
    ),
    kinds,
  );
}
