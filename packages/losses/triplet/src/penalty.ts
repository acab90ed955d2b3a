import * as tf from "@tensorflow/tfjs-core";

/** What a triplet costs, as a function of D(anchor, same) − D(anchor, different). */
export interface Penalty {
  /** Never negative. */
  readonly value: (gap: tf.Tensor) => tf.Tensor;
  /** Derivative of `value`; 0 in the kink of a hinge. */
  readonly slope: (gap: tf.Tensor) => tf.Tensor;
  /** 1 where a triplet counts in the mean of batch-all: those that cost anything; all, if soft. */
  readonly counts: (gap: tf.Tensor) => tf.Tensor;
}

/** The hinge max(0, margin + x), or the soft margin log(1 + exp(x)) (Hermans et al. 2017, section 2). */
export function penaltyOf(margin: number | "soft"): Penalty {
  if (margin === "soft") {
    return {
      // Written so that no exponential overflows, and without log1p, which not every engine has.
      value: (gap) => tf.add(tf.relu(gap), tf.log(tf.add(tf.exp(tf.neg(tf.abs(gap))), 1))),
      slope: (gap) => tf.sigmoid(gap),
      counts: (gap) => tf.onesLike(gap),
    };
  }
  const missed = (gap: tf.Tensor) => tf.cast(tf.greater(tf.add(gap, margin), 0), "float32");
  return { value: (gap) => tf.relu(tf.add(gap, margin)), slope: missed, counts: missed };
}
