import type { VerificationProtocol } from "@multibatch/core";
import type { LabelledDistances } from "@multibatch/evaluation";

/** A pair of a protocol and the distance of its embeddings. */
export interface JudgedPair {
  readonly first: number;
  readonly second: number;
  readonly same: boolean;
  readonly distance: number;
  /** Index of its fold. */
  readonly fold: number;
}

/** Pairs worth looking at. */
export interface PairsToShow {
  /** Those that the model errs most on: far apart though same, or near though different. */
  readonly hardestSame: readonly JudgedPair[];
  readonly hardestDifferent: readonly JudgedPair[];
  /** Those around the median distance. */
  readonly typicalSame: readonly JudgedPair[];
  readonly typicalDifferent: readonly JudgedPair[];
}

/**
 * Puts images and distances together.
 *
 * @param unreadable images whose pairs were left out of `folds`
 */
export function judgedPairs(
  protocol: VerificationProtocol,
  folds: readonly LabelledDistances[],
  unreadable: ReadonlySet<number>,
): JudgedPair[] {
  return protocol.folds.flatMap(({ first, second, same }, fold) => {
    const judged = [...same.keys()].filter(
      (pair) => !unreadable.has(first[pair]) && !unreadable.has(second[pair]),
    );
    return judged.map((pair, position) => ({
      first: first[pair],
      second: second[pair],
      same: same[pair] === 1,
      distance: folds[fold].distances[position],
      fold,
    }));
  });
}

/** Chooses at most `count` pairs of each sort. */
export function choosePairs(pairs: readonly JudgedPair[], count: number): PairsToShow {
  const byDistance = pairs.toSorted((a, b) => a.distance - b.distance);
  const same = byDistance.filter((pair) => pair.same);
  const different = byDistance.filter((pair) => !pair.same);
  return {
    hardestSame: same.slice(-count).reverse(),
    hardestDifferent: different.slice(0, count),
    typicalSame: middle(same, count),
    typicalDifferent: middle(different, count),
  };
}

function middle<T>(items: readonly T[], count: number): readonly T[] {
  const start = Math.max(0, Math.floor((items.length - count) / 2));
  return items.slice(start, start + count);
}
