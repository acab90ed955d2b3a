/**
 * Groups of images with one digest.
 *
 * @param digests of each image; those without are left out
 * @returns groups of two or more, each ascending, in the order of their first images
 */
export function groupByDigest(
  digests: Iterable<readonly [image: number, digest: string | undefined]>,
): number[][] {
  const groups = new Map<string, number[]>();
  for (const [image, digest] of digests) {
    if (digest === undefined) continue;
    const group = groups.get(digest);
    if (group === undefined) groups.set(digest, [image]);
    else group.push(image);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
