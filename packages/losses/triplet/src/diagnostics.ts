import type { LossBatch } from "@multibatch/core";
import { distanceOf, embeddingSpread, pairDistances } from "@multibatch/pair-distances";
import * as tf from "@tensorflow/tfjs-core";
import { hardTriplets } from "./batch-hard.js";
import { batchKinds } from "./batch-kinds.js";
import type { TripletOptions } from "./triplet-options.js";

/** What `diagnose` returns, in its order. */
export const diagnosticNames = [
  /** Share of the anchors whose hardest triplet misses the margin (0 for a soft one); 0 without anchors. */
  "activeShare",
  /** Mean distance of the same pairs; 0 where there is none. */
  "meanSameDistance",
  /** Mean distance of the different pairs; 0 where there is none. Near 0 after a collapse. */
  "meanDifferentDistance",
  /** Mean over the anchors of the distance to the farthest same image. */
  "farthestSameDistance",
  /** Mean over the anchors of the distance to the nearest different image. */
  "nearestDifferentDistance",
  /** Root of the mean squared Euclidean distance of the embeddings from their mean. */
  "embeddingSpread",
] as const;

/** Computes the diagnostics of one batch: float32 `[6]`. */
export function diagnose(
  embeddings: tf.Tensor2D,
  batch: LossBatch,
  options: TripletOptions,
): tf.Tensor1D {
  return tf.tidy(() => {
    const empty = batch.pairs !== "all" && batch.pairs.shape[0] === 0;
    const numbers = empty
      ? Array.from({ length: 5 }, () => tf.scalar(0))
      : tripletDiagnostics(embeddings, batch, options);
    return tf.concat(
      [...numbers, embeddingSpread(embeddings)].map((value) => tf.reshape(value, [1])),
    ) as tf.Tensor1D;
  });
}

function tripletDiagnostics(
  embeddings: tf.Tensor2D,
  batch: LossBatch,
  { margin, norm }: TripletOptions,
): tf.Tensor[] {
  const distances = pairDistances("all", distanceOf(norm)).distances(embeddings);
  const { same, different } = batchKinds(batch);
  const { farthestSame, nearestDifferent, valid } = hardTriplets({ distances, same, different });
  const meanOver = (values: tf.Tensor, mask: tf.Tensor) =>
    tf.div(tf.sum(tf.mul(values, mask)), tf.maximum(tf.sum(mask), 1));
  const missing = tf.add(tf.sub(farthestSame, nearestDifferent), margin === "soft" ? 0 : margin);
  return [
    meanOver(tf.cast(tf.greater(missing, 0), "float32"), valid),
    meanOver(distances, same),
    meanOver(distances, different),
    meanOver(farthestSame, valid),
    meanOver(nearestDifferent, valid),
  ];
}
