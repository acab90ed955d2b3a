import type { Population } from "../contracts/sampler.js";

/** The images of a population, side by side by identity. */
export interface IdentityGroups {
  /** Image indices, `[n]`: group by group, within each in the order of the population. */
  readonly images: Int32Array;
  /** Where each group starts in `images`; `[groups + 1]`, the last is n. */
  readonly starts: Int32Array;
  /** Identity of each group, `[groups]`, in the order of first appearance. */
  readonly identities: Int32Array;
}

/** Groups a population by identity, in one pass over it and one over the groups. */
export function groupByIdentity({ images, identities }: Population): IdentityGroups {
  const groupOf = new Map<number, number>();
  const sizes: number[] = [];
  for (const identity of identities) {
    const group = groupOf.get(identity);
    if (group === undefined) groupOf.set(identity, sizes.push(1) - 1);
    else sizes[group]++;
  }
  const starts = new Int32Array(sizes.length + 1);
  sizes.forEach((size, group) => {
    starts[group + 1] = starts[group] + size;
  });
  const cursors = starts.slice();
  const grouped = new Int32Array(images.length);
  identities.forEach((identity, i) => {
    grouped[cursors[groupOf.get(identity)!]++] = images[i];
  });
  return { images: grouped, starts, identities: Int32Array.from(groupOf.keys()) };
}
