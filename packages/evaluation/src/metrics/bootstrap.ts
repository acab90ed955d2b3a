import { Random } from "@multibatch/core";
import type { SortedDistances } from "./labelled-distances.js";

/** How a standard error is drawn. */
export interface BootstrapOptions {
  /** Drawn samples. */
  readonly replicates?: number;
  readonly seed?: number;
}

/**
 * Standard error of a statistic by the bootstrap (Efron, 1979): the deviation of its values over
 * samples of as many same and as many different pairs, drawn with replacement. It treats pairs as
 * independent; where they share images the true error is somewhat larger.
 *
 * @param statistic a number computed from sorted distances
 */
export function bootstrapStandardError(
  sorted: SortedDistances,
  statistic: (sample: SortedDistances) => number,
  { replicates = 200, seed = 1 }: BootstrapOptions = {},
): number {
  const random = new Random(seed).fork("bootstrap of pairs");
  const values = Array.from({ length: replicates }, () =>
    statistic({
      same: resample(sorted.same, random),
      different: resample(sorted.different, random),
    }),
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / replicates;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, replicates - 1));
}

/** Draws as many values with replacement; counting how often each comes keeps them sorted in O(n). */
function resample(ascending: Float64Array, random: Random): Float64Array {
  const count = new Uint32Array(ascending.length);
  for (let i = 0; i < ascending.length; i++) count[random.integer(ascending.length)]++;
  const sample = new Float64Array(ascending.length);
  let end = 0;
  ascending.forEach((value, i) => {
    const begin = end;
    end += count[i];
    sample.fill(value, begin, end);
  });
  return sample;
}
