import { expect } from "vitest";

/**
 * Expects numbers that differ by at most `tolerance` times the greatest magnitude among the expected
 * ones, or times 1 where that is smaller.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  const magnitude = Array.from(expected).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  expect(largestDifference(actual, expected)).toBeLessThanOrEqual(tolerance * magnitude);
}

/** The largest difference between two lists of numbers; NaN where there is one in either. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
  }
  return largest;
}
