import { type Distance, distanceBetween } from "@multibatch/core";
import { medianOf } from "./median.js";

/** An image that is far from the other images of its identity. */
export interface LabelSuspect {
  readonly image: number;
  /** Median of its distances to the other images of its identity. */
  readonly toOthers: number;
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

/** Images of an identity that each of them is compared with: enough for a median. Our choice. */
const comparedOthers = 64;

/**
 * Images whose label is suspect: farther from most other images of their identity than the threshold
 * below which two images are one identity. Identities with fewer than three images are left out. The
 * most suspect are first: those that are nearer to the centre of another identity, by how many times
 * nearer they are, then the rest by distance. A centre is the median of each component, which a wrong
 * image hardly moves.
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
  const between = (image: number, other: ArrayLike<number>) =>
    distanceBetween(embeddings.get(image)!, other, distance);

  const looked = [...imagesOf.values()].filter((images) => images.length >= fewestImages);
  const far = looked
    .flatMap((images) => {
      const sample = atEvenSteps(images, comparedOthers);
      return images.map((image) => {
        const others = sample.filter((other) => other !== image);
        const distances = others.map((other) => between(image, embeddings.get(other)!));
        return { image, toOthers: medianOf(Float64Array.from(distances)) };
      });
    })
    .filter(({ toOthers }) => toOthers > threshold)
    .sort((a, b) => b.toOthers - a.toOthers || a.image - b.image);

  const suspects = far.map(({ image, toOthers }, i): LabelSuspect => {
    const own = identities[image];
    const suspect = { image, toOthers, distance: between(image, centres.get(own)!) };
    if (i >= comparedSuspects) return suspect;
    let nearer: LabelSuspect["nearer"];
    for (const [identity, centre] of centres) {
      if (identity === own) continue;
      const there = between(image, centre);
      if (there < (nearer ?? suspect).distance) nearer = { identity, distance: there };
    }
    return nearer === undefined ? suspect : { ...suspect, nearer };
  });
  return {
    looked: looked.reduce((sum, images) => sum + images.length, 0),
    suspects: suspects.sort((a, b) => doubt(b) - doubt(a)),
  };
}

/** How many times nearer another identity is; 0 where none is. */
function doubt({ distance, nearer }: LabelSuspect): number {
  return nearer === undefined ? 0 : distance / Math.max(nearer.distance, Number.MIN_VALUE);
}

/** All of a list, or of a long one so many at even steps. */
function atEvenSteps(list: readonly number[], most: number): readonly number[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]);
}

/** Median of each component, `[d]`. */
function centreOf(embeddings: readonly Float32Array[]): Float64Array {
  return Float64Array.from(embeddings[0], (_value, i) =>
    medianOf(Float64Array.from(embeddings, (embedding) => embedding[i])),
  );
}
