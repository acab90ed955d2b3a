import { type Distance, distanceBetween } from "@multibatch/core";
import { medianOf } from "./median.js";

/** An image that is far from the centre of its identity. */
export interface LabelSuspect {
  readonly image: number;
  /** Distance to the centre of its identity. */
  readonly distance: number;
  /** The identity whose centre is nearest, if it is another one. */
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

/** Fewest images of an identity, or it is not known which of them is the odd one. */
export const fewestImages = 3;

/** Suspects of which the nearest identity is sought. */
const comparedSuspects = 1000;

/**
 * Images whose label is suspect: farther from the centre of their identity than the threshold below
 * which two images are one identity. The centre is the median of each component, which a wrong image
 * hardly moves. Identities with fewer than three images are left out. Farthest first; those that are
 * nearer to another identity are the most suspect.
 *
 * @returns the suspects, and how many images were looked at
 */
export function suspectLabels(work: LabelledEmbeddings): {
  readonly suspects: LabelSuspect[];
  readonly looked: number;
} {
  const { embeddings, identities, distance, threshold } = work;
  const imagesOf = new Map<number, number[]>();
  for (const image of embeddings.keys()) {
    const images = imagesOf.get(identities[image]) ?? [];
    images.push(image);
    imagesOf.set(identities[image], images);
  }
  const centres = new Map(
    [...imagesOf].map(([identity, images]) => [
      identity,
      centreOf(images.map((image) => embeddings.get(image)!)),
    ]),
  );
  const looked = [...imagesOf.values()].filter((images) => images.length >= fewestImages).flat();
  const suspects = looked
    .map((image) => ({
      image,
      distance: distanceBetween(embeddings.get(image)!, centres.get(identities[image])!, distance),
    }))
    .filter((suspect) => suspect.distance > threshold)
    .sort((a, b) => b.distance - a.distance || a.image - b.image);
  return {
    looked: looked.length,
    suspects: suspects.map((suspect, i): LabelSuspect => {
      if (i >= comparedSuspects) return suspect;
      const embedding = embeddings.get(suspect.image)!;
      let nearer: LabelSuspect["nearer"];
      for (const [identity, centre] of centres) {
        if (identity === identities[suspect.image]) continue;
        const there = distanceBetween(embedding, centre, distance);
        if (there < (nearer ?? suspect).distance) nearer = { identity, distance: there };
      }
      return nearer === undefined ? suspect : { ...suspect, nearer };
    }),
  };
}

/** Median of each component, `[d]`. */
function centreOf(embeddings: readonly Float32Array[]): Float64Array {
  return Float64Array.from(embeddings[0], (_value, i) =>
    medianOf(Float64Array.from(embeddings, (embedding) => embedding[i])),
  );
}
