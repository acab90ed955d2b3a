import { featureCount } from "./frequency-features.js";
import { findHammingPairs } from "./hamming-pairs.js";
import type { PerceptualTable } from "./standardise.js";

/** Two images that look nearly the same, by their positions in a table. */
export interface NearPair {
  readonly first: number;
  readonly second: number;
  /** Correlation of their standardised features, up to 1. */
  readonly similarity: number;
  /** Bits in which their hashes differ. */
  readonly bits: number;
}

/** What is near. */
export interface NearSearch {
  /** Most bits in which two hashes may differ, 0…11; by default that of `hammingLimitFor`. */
  readonly hammingLimit?: number;
  /** Least correlation of the features. */
  readonly similarity: number;
  /** Pairs after which the search ends; a hundred thousand by default. */
  readonly most?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Images beyond which fewer bits may differ. */
const manyImages = 200_000;

/**
 * Most bits in which the hashes of a candidate pair may differ: 11, and 7 among so many images that
 * the search, which looks up 548 buckets an image for the one and 68 for the other, would take long.
 */
export function hammingLimitFor(images: number): number {
  return images > manyImages ? 7 : 11;
}

const defaultMost = 100_000;

/**
 * Pairs of images that look nearly the same, the nearest first: the hash finds the candidates, the
 * correlation of the features decides.
 *
 * @returns the pairs, whether they are all, and the limit that was used
 */
export function findNearPairs(
  { count, directions, hashes }: PerceptualTable,
  { hammingLimit = hammingLimitFor(count), similarity, most = defaultMost, onProgress }: NearSearch,
): { readonly pairs: NearPair[]; readonly complete: boolean; readonly hammingLimit: number } {
  const pairs: NearPair[] = [];
  findHammingPairs(
    hashes,
    hammingLimit,
    (first, second, bits) => {
      const product = correlation(directions, first, second);
      if (product >= similarity) pairs.push({ first, second, similarity: product, bits });
      return pairs.length < most;
    },
    (done) => onProgress?.(done, 4 * count),
  );
  pairs.sort((a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second);
  return { pairs, complete: pairs.length < most, hammingLimit };
}

function correlation(directions: Float32Array, first: number, second: number): number {
  const [a, b] = [first * featureCount, second * featureCount];
  let product = 0;
  for (let i = 0; i < featureCount; i++) product += directions[a + i] * directions[b + i];
  return Math.min(product, 1);
}
