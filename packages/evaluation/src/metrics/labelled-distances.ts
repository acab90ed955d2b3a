import { DataError } from "@multibatch/core";

/** Distances of pairs and the truth about each: `[pairs]` in both. */
export interface LabelledDistances {
  readonly distances: Float64Array | Float32Array;
  /** 1 where both images show one identity, 0 otherwise. */
  readonly same: Uint8Array;
}

/**
 * The distances of the same and of the different pairs, each from small to large. Every metric here
 * is a walk over these two arrays side by side.
 */
export interface SortedDistances {
  readonly same: Float64Array;
  readonly different: Float64Array;
}

/**
 * Splits distances by kind and sorts them: O(n log n).
 *
 * @throws DataError when the arrays differ in length, or a distance is not a finite number
 */
export function sortDistances(parts: readonly LabelledDistances[]): SortedDistances {
  let same = 0;
  let different = 0;
  for (const part of parts) {
    check(part);
    for (const label of part.same) {
      if (label) same++;
      else different++;
    }
  }
  const sorted = { same: new Float64Array(same), different: new Float64Array(different) };
  for (const { distances, same: labels } of parts) {
    for (let i = 0; i < labels.length; i++) {
      if (labels[i]) sorted.same[--same] = distances[i];
      else sorted.different[--different] = distances[i];
    }
  }
  sorted.same.sort();
  sorted.different.sort();
  return sorted;
}

function check({ distances, same }: LabelledDistances): void {
  if (distances.length !== same.length) {
    throw new DataError(
      `${distances.length} distances and ${same.length} labels: each pair wants one of both.`,
    );
  }
  const wrong = distances.findIndex((distance) => !Number.isFinite(distance));
  if (wrong >= 0) {
    throw new DataError(
      `The distance of pair ${wrong} is ${distances[wrong]}. Embeddings must be finite numbers: look at the training run that made them.`,
    );
  }
}
