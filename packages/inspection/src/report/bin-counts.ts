/** Identities with a number of images in some range. */
export interface CountBin {
  /** `4`, `5–9` or `100 and more`. */
  readonly label: string;
  readonly identities: number;
}

/** First number of each bin: single numbers at first, then ranges that widen. */
const firsts = [1, 2, 3, 4, 5, 10, 20, 50, 100];

/**
 * Gathers numbers of images per identity in bins, from the first to the last that hold an identity.
 *
 * @param counts how many identities have so many images
 */
export function binCounts(
  counts: readonly { readonly images: number; readonly identities: number }[],
): CountBin[] {
  const bins = firsts.map((first, i) => {
    const next = firsts[i + 1];
    const label =
      next === undefined
        ? `${first} and more`
        : next === first + 1
          ? `${first}`
          : `${first}–${next - 1}`;
    const inBin = counts.filter(({ images }) => images >= first && images < (next ?? Infinity));
    return { label, identities: inBin.reduce((sum, { identities }) => sum + identities, 0) };
  });
  const isFilled = ({ identities }: CountBin) => identities > 0;
  const first = bins.findIndex(isFilled);
  return first < 0 ? [] : bins.slice(first, bins.findLastIndex(isFilled) + 1);
}
