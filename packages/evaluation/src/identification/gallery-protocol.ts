import { DataError, Random } from "@multibatch/core";

/** How images are dealt to a gallery and to probes. */
export interface GalleryOptions {
  /** Images of each enrolled identity in the gallery; 1 by default. */
  readonly imagesPerIdentity?: number;
  /** Share of the identities that are not enrolled and come as probes only; 0.2 by default. */
  readonly unknownShare?: number;
  readonly seed?: number;
}

/** A gallery and its probes, as image indices. */
export interface GalleryProtocol {
  readonly gallery: Int32Array;
  /** Probes whose identity is in the gallery. */
  readonly mated: Int32Array;
  /** Probes of identities that are not. */
  readonly nonMated: Int32Array;
  readonly enrolledIdentities: number;
  readonly unknownIdentities: number;
  /** What was drawn, in so many words. */
  readonly statement: string;
}

/**
 * Deals images to a gallery and to probes, reproducibly: some identities are unknown; of each other
 * identity a few images, drawn at random, are enrolled, and the rest are probes. An identity with too
 * few images to be probed is enrolled all the same: it is one more that a probe can be taken for.
 *
 * @param images image indices, `[n]`
 * @param identities identity of each of them, `[n]`
 * @throws DataError when nothing is left to probe with
 */
export function dealGallery(
  images: ArrayLike<number>,
  identities: ArrayLike<number>,
  { imagesPerIdentity = 1, unknownShare = 0.2, seed = 1 }: GalleryOptions = {},
): GalleryProtocol {
  const random = new Random(seed).fork("gallery");
  const groups = groupByIdentity(images, identities);
  const order = random.shuffle([...groups.keys()]);
  const unknown = new Set(order.slice(0, Math.round(unknownShare * order.length)));
  const gallery: number[] = [];
  const mated: number[] = [];
  const nonMated: number[] = [];
  for (const [identity, members] of groups) {
    const dealt = random.shuffle([...members]);
    if (unknown.has(identity)) nonMated.push(...dealt);
    else {
      gallery.push(...dealt.slice(0, imagesPerIdentity));
      mated.push(...dealt.slice(imagesPerIdentity));
    }
  }
  if (mated.length === 0) {
    throw new DataError(
      `None of ${groups.size} identities has more than ${imagesPerIdentity} images, so there is nothing to look up in the gallery. Enrol fewer images of each, or judge on data with more.`,
    );
  }
  const enrolled = groups.size - unknown.size;
  return {
    gallery: Int32Array.from(gallery),
    mated: Int32Array.from(mated),
    nonMated: Int32Array.from(nonMated),
    enrolledIdentities: enrolled,
    unknownIdentities: unknown.size,
    statement: `${enrolled} identities are enrolled with at most ${imagesPerIdentity} images each (${gallery.length} in all) and probed with their other ${mated.length}; ${unknown.size} identities are not enrolled and give ${nonMated.length} probes. Drawn with seed ${seed}.`,
  };
}

function groupByIdentity(
  images: ArrayLike<number>,
  identities: ArrayLike<number>,
): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < images.length; i++) {
    const group = groups.get(identities[i]);
    if (group) group.push(images[i]);
    else groups.set(identities[i], [images[i]]);
  }
  return groups;
}
