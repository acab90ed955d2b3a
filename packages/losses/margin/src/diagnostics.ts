import type { LossBatch } from "@multibatch/core";
import { embeddingSpread } from "@multibatch/pair-distances";
import * as tf from "@tensorflow/tfjs-core";
import { type PairMarginSettings, pairHinges } from "./pair-margin-loss.js";

/** What `diagnose` returns, in its order. */
export const diagnosticNames = [
  /** Share of the pairs that the loss still works on, 0…1; 0 where there is no pair. */
  "activeShare",
  /** Mean distance of the same pairs; 0 where there is none. */
  "meanSameDistance",
  /** Mean distance of the different pairs; 0 where there is none. Near 0 after a collapse. */
  "meanDifferentDistance",
  /** θ. */
  "threshold",
  /** Root of the mean squared Euclidean distance of the embeddings from their mean. */
  "embeddingSpread",
] as const;

/** Computes the diagnostics of one batch: float32 `[5]`. */
export function diagnose(
  embeddings: tf.Tensor2D,
  batch: LossBatch,
  threshold: tf.Tensor,
  settings: PairMarginSettings,
): tf.Tensor1D {
  return tf.tidy(() => {
    const pairs =
      batch.pairs !== "all" && batch.pairs.shape[0] === 0
        ? [tf.scalar(0), tf.scalar(0), tf.scalar(0)]
        : pairDiagnostics(embeddings, batch, threshold, settings);
    return tf.concat(
      [...pairs, threshold, embeddingSpread(embeddings)].map((value) => tf.reshape(value, [1])),
    ) as tf.Tensor1D;
  });
}

function pairDiagnostics(
  embeddings: tf.Tensor2D,
  batch: LossBatch,
  threshold: tf.Tensor,
  settings: PairMarginSettings,
): tf.Tensor[] {
  const { hinges, same, different, distances } = pairHinges(embeddings, batch, threshold, settings);
  const meanOver = (values: tf.Tensor, kind: tf.Tensor) =>
    tf.div(tf.sum(tf.mul(values, kind)), tf.maximum(tf.sum(kind), 1));
  const active = tf.cast(tf.greater(hinges, 0), "float32");
  return [
    meanOver(active, tf.add(same, different)),
    meanOver(distances, same),
    meanOver(distances, different),
  ];
}
