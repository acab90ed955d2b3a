import type { Distance, LossBatch } from "@multibatch/core";
import { pairDistances, pairKinds, pairWeights } from "@multibatch/pair-distances";
import * as tf from "@tensorflow/tfjs-core";

/** What shapes the loss, beside the threshold. */
export interface PairMarginSettings {
  readonly distance: Distance;
  readonly margin: number;
  readonly weights: "uniform" | "balanced";
}

/**
 * The Multibatch paper's loss (Tadmor et al., NIPS 2016, section 2):
 * L = Σ w_ij max(0, margin − y_ij (θ − D_ij)), y = 1 for same and −1 for different pairs.
 *
 * Same pairs are pulled below θ − margin, different ones pushed above θ + margin. Differentiable once,
 * in closed form, in the embeddings and in θ; where the hinge bends, its gradient counts as 0.
 *
 * @param embeddings float32 `[k, d]`
 * @param threshold θ, a scalar
 * @returns scalar; 0 where there is no pair
 */
export function pairMarginLoss(
  embeddings: tf.Tensor2D,
  batch: LossBatch,
  threshold: tf.Tensor,
  settings: PairMarginSettings,
): tf.Scalar {
  return tf.tidy(() => {
    const listed = batch.pairs === "all" ? [] : [batch.pairs];
    // An empty tensor has no gather; the product keeps the loss connected to the network.
    if (listed.length > 0 && listed[0].shape[0] === 0) return tf.mul(tf.sum(embeddings), 0);

    const operation = tf.customGrad((...inputs) => {
      const [points, theta, save] = inputs as [tf.Tensor2D, tf.Tensor, SaveForGradient];
      const { hinges, signs, weights, distances } = pairHinges(points, batch, theta, settings);
      const active = tf.cast(tf.greater(hinges, 0), "float32");
      const upstream = tf.mul(weights, tf.mul(signs, active));
      save([points, distances, upstream, ...listed]);
      return {
        value: tf.sum(tf.mul(weights, hinges)),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
          const [savedPoints, savedDistances, savedUpstream, savedPairs] = saved;
          const pairs = (savedPairs as tf.Tensor2D | undefined) ?? "all";
          const gradient = pairDistances(pairs, settings.distance).gradient(
            savedPoints as tf.Tensor2D,
            savedDistances,
            savedUpstream,
          );
          return [tf.mul(dy, gradient), tf.mul(dy, tf.neg(tf.sum(savedUpstream)))];
        },
      };
    });
    return operation(embeddings, threshold) as tf.Scalar;
  });
}

/** Keeps tensors of the forward pass for the way back. */
type SaveForGradient = (tensors: tf.Tensor[]) => void;

/** The terms of the loss: float32 `[k, k]` or `[p]` each. */
export interface PairHinges {
  readonly distances: tf.Tensor;
  /** max(0, margin − y (θ − D)); without meaning where `signs` is 0. */
  readonly hinges: tf.Tensor;
  /** y: 1 for same, −1 for different pairs, 0 on the diagonal. */
  readonly signs: tf.Tensor;
  readonly weights: tf.Tensor;
  readonly same: tf.Tensor;
  readonly different: tf.Tensor;
}

/** Computes the terms; the caller tidies. */
export function pairHinges(
  embeddings: tf.Tensor2D,
  batch: LossBatch,
  threshold: tf.Tensor,
  { distance, margin, weights }: PairMarginSettings,
): PairHinges {
  const kinds = pairKinds(batch);
  const distances = pairDistances(batch.pairs, distance).distances(embeddings);
  const signs = tf.sub(kinds.same, kinds.different);
  const hinges = tf.relu(tf.sub(margin, tf.mul(signs, tf.sub(threshold, distances))));
  return { distances, hinges, signs, weights: pairWeights(kinds, weights), ...kinds };
}
