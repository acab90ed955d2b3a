import { DataError } from "@multibatch/core";
import {
  type LabelledDistances,
  type SortedDistances,
  sortDistances,
} from "./labelled-distances.js";

/**
 * The exact receiver operating characteristic: one point for every way in which a threshold can
 * part the pairs, from "none is accepted" to "all are". All arrays are `[points]`, ascending.
 */
export interface RocCurve {
  /** A pair is accepted as 'same' where its distance is below the threshold. */
  readonly thresholds: Float64Array;
  /** Same pairs below each threshold. */
  readonly trueAccepts: Float64Array;
  /** Different pairs below each threshold. */
  readonly falseAccepts: Float64Array;
  readonly samePairs: number;
  readonly differentPairs: number;
}

/**
 * Draws the exact curve of some pairs: O(n log n).
 *
 * @throws DataError unless there are both same and different pairs, at finite distances
 */
export function rocCurve(pairs: LabelledDistances): RocCurve {
  return rocCurveOf(sortDistances([pairs]));
}

/**
 * The curve of sorted distances: O(n).
 *
 * Thresholds lie halfway between neighbouring distinct distances. The first is the smallest distance
 * (nothing is below it), the last is the next number above the largest.
 *
 * @throws DataError unless there are both same and different pairs
 */
export function rocCurveOf({ same, different }: SortedDistances): RocCurve {
  if (same.length === 0 || different.length === 0) {
    throw new DataError(
      `${same.length} same and ${different.length} different pairs: a threshold is judged on both kinds. Give at least one pair of each.`,
    );
  }
  const thresholds: number[] = [Math.min(same[0], different[0])];
  const trueAccepts: number[] = [0];
  const falseAccepts: number[] = [0];
  let s = 0;
  let d = 0;
  while (s < same.length || d < different.length) {
    // Past the end of an array, undefined becomes infinity: the other array goes first.
    const distance = Math.min(same[s] ?? Infinity, different[d] ?? Infinity);
    while (same[s] === distance) s++;
    while (different[d] === distance) d++;
    const next = Math.min(same[s] ?? Infinity, different[d] ?? Infinity);
    thresholds.push(next === Infinity ? nextAbove(distance) : between(distance, next));
    trueAccepts.push(s);
    falseAccepts.push(d);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    trueAccepts: Float64Array.from(trueAccepts),
    falseAccepts: Float64Array.from(falseAccepts),
    samePairs: same.length,
    differentPairs: different.length,
  };
}

/** A number in (low, high]: the middle, unless rounding puts that on `low`. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle > low ? middle : high;
}

/** The smallest number above `value` (which is finite). */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] += value > 0 ? 1n : -1n;
  return new Float64Array(bits.buffer)[0];
}
