import type { Random } from "@multibatch/core";

/** How identities are held out. */
export interface HoldOut {
  /** Images of each identity, in the order of `identities`. */
  readonly counts: readonly number[];
  /** Identities to choose from. */
  readonly identities: readonly number[];
  /** How many are taken, in [0, identities.length]. */
  readonly take: number;
}

/**
 * Chooses identities at random to hold out. Those with two or more images, which alone give same
 * pairs, and those with a single one are taken in the same proportion (to the nearest whole).
 *
 * @returns the identities that were taken and the rest, each in ascending order
 */
export function holdOutIdentities(
  holdOut: HoldOut,
  random: Random,
): { readonly taken: number[]; readonly rest: number[] } {
  const { counts, identities, take } = holdOut;
  const several = identities.filter((_identity, i) => counts[i] > 1);
  const single = identities.filter((_identity, i) => counts[i] <= 1);
  const share = identities.length === 0 ? 0 : take / identities.length;
  // Rounded up, so that even a small part can form same pairs.
  const fromSeveral = Math.min(several.length, take, Math.ceil(several.length * share));
  const fromSingle = Math.min(single.length, take - fromSeveral);
  const taken = new Set([
    ...random.shuffle([...several]).slice(0, take - fromSingle),
    ...random.shuffle([...single]).slice(0, fromSingle),
  ]);
  return {
    taken: identities.filter((identity) => taken.has(identity)),
    rest: identities.filter((identity) => !taken.has(identity)),
  };
}

/**
 * The images of some identities, in ascending order.
 *
 * @param identityOf identity of each image, `[images]`
 */
export function imagesOfIdentities(
  identityOf: Int32Array,
  identities: Iterable<number>,
): Int32Array {
  const chosen = new Set(identities);
  const images: number[] = [];
  identityOf.forEach((identity, image) => {
    if (chosen.has(identity)) images.push(image);
  });
  return Int32Array.from(images);
}
