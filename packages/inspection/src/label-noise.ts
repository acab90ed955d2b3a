import { type Distance, distanceBetween } from "@multibatch/core";

/** An image that is far from the rest of its identity. */
export interface LabelSuspect {
  readonly image: number;
  /** Distance to the mean embedding of the other images of its identity. */
  readonly distance: number;
  /** The identity whose mean embedding is nearest, if it is another one. */
  readonly nearer?: { readonly identity: number; readonly distance: number };
}

/** What label noise is sought in. */
export interface LabelledEmbeddings {
  /** Embedding `[d]` of each image that could be read. */
  readonly embeddings: ReadonlyMap<number, Float32Array>;
  /** Identity of each image of the data set. */
  readonly identities: Int32Array;
  readonly distance: Distance;
  /** Two images show one identity when their distance is below this. */
  readonly threshold: number;
}

/** Fewest images of an identity, or there is no rest of it to stand out from. */
export const fewestImages = 3;

/** Suspects of which the nearest identity is sought. */
const comparedSuspects = 1000;

/**
 * Images whose label is suspect: farther from the mean of the other images of their identity than the
 * threshold below which two images are one identity. Identities with fewer than three images are left
 * out. Farthest first; those that are nearer to another identity are the most suspect.
 *
 * @returns the suspects, and how many images were looked at
 */
export function suspectLabels(work: LabelledEmbeddings): {
  readonly suspects: LabelSuspect[];
  readonly looked: number;
} {
  const { embeddings, identities, distance, threshold } = work;
  const sums = new Map<number, { sum: Float64Array; count: number }>();
  for (const [image, embedding] of embeddings) {
    const own = sums.get(identities[image]) ?? {
      sum: new Float64Array(embedding.length),
      count: 0,
    };
    embedding.forEach((value, i) => {
      own.sum[i] += value;
    });
    own.count++;
    sums.set(identities[image], own);
  }
  let looked = 0;
  const suspects: LabelSuspect[] = [];
  for (const [image, embedding] of embeddings) {
    const { sum, count } = sums.get(identities[image])!;
    if (count < fewestImages) continue;
    looked++;
    const rest = sum.map((value, i) => (value - embedding[i]) / (count - 1));
    const toRest = distanceBetween(embedding, rest, distance);
    if (toRest > threshold) suspects.push({ image, distance: toRest });
  }
  suspects.sort((a, b) => b.distance - a.distance || a.image - b.image);
  const centres = [...sums].map(([identity, { sum, count }]) => ({
    identity,
    centre: sum.map((value) => value / count),
  }));
  return {
    looked,
    suspects: suspects.map((suspect, i) => {
      if (i >= comparedSuspects) return suspect;
      const embedding = embeddings.get(suspect.image)!;
      let nearest = { identity: -1, distance: suspect.distance };
      for (const { identity, centre } of centres) {
        if (identity === identities[suspect.image]) continue;
        const there = distanceBetween(embedding, centre, distance);
        if (there < nearest.distance) nearest = { identity, distance: there };
      }
      return nearest.identity < 0 ? suspect : { ...suspect, nearer: nearest };
    }),
  };
}
