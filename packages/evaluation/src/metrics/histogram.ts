import type { SortedDistances } from "./labelled-distances.js";

/** Counts of distances in bins of equal width. */
export interface DistanceHistogram {
  /** Left edge of the first bin. */
  readonly from: number;
  /** Right edge of the last bin, which holds this value too. */
  readonly to: number;
  /** Same pairs in each bin. */
  readonly same: readonly number[];
  /** Different pairs in each bin. */
  readonly different: readonly number[];
}

/** Counts distances from 0 (or below, where one is negative) to the largest. */
export function countDistances(sorted: SortedDistances, bins: number): DistanceHistogram {
  const all = [sorted.same, sorted.different].filter((distances) => distances.length > 0);
  const from = Math.min(0, ...all.map((distances) => distances[0]));
  const to = Math.max(...all.map((distances) => distances[distances.length - 1]));
  const count = (distances: Float64Array): number[] => {
    const counts = new Array<number>(bins).fill(0);
    for (const distance of distances) {
      const bin = to > from ? Math.floor((bins * (distance - from)) / (to - from)) : 0;
      counts[Math.min(bin, bins - 1)]++;
    }
    return counts;
  };
  return { from, to, same: count(sorted.same), different: count(sorted.different) };
}
