import { DataError } from "@multibatch/core";
import { type Interval, wilsonInterval } from "../metrics/wilson-interval.js";

/** What an open search needs to know of its probes. */
export interface OpenSetProbes {
  /**
   * Distance to the mate of each probe that is enrolled, `[mated]`; Infinity where the mate was not
   * the nearest of the gallery: a wrong name is a miss at any threshold.
   */
  readonly mated: ArrayLike<number>;
  /** Distance to the nearest of the gallery of each probe that is not enrolled, `[nonMated]`. */
  readonly nonMated: ArrayLike<number>;
}

/** The errors of an open search at one threshold. */
export interface OpenSetPoint {
  readonly falsePositiveLimit: number;
  /** A candidate is returned where its distance is below the threshold. */
  readonly threshold: number;
  /** FPIR: share of probes that are not enrolled for which some candidate is returned. */
  readonly falsePositiveIdentificationRate: number;
  /** FNIR: share of enrolled probes whose mate is not returned at rank 1. */
  readonly falseNegativeIdentificationRate: number;
  /** Wilson interval of the FNIR at 95 %. */
  readonly interval: Interval;
}

/**
 * FNIR at the largest threshold that keeps a limit of false positives (FNIR@FPIR, ISO/IEC 19795-1;
 * Grother et al.), in exact counts. The largest threshold within the limit is the distance of the
 * first probe too many.
 *
 * @throws DataError when there are no mated or no non-mated probes; RangeError unless the limit is
 * in [0, 1]
 */
export function openSetAt(
  { mated, nonMated }: OpenSetProbes,
  falsePositiveLimit: number,
): OpenSetPoint {
  if (!(falsePositiveLimit >= 0 && falsePositiveLimit <= 1)) {
    throw new RangeError(
      `A limit of false positives is a share in [0, 1], received ${falsePositiveLimit}.`,
    );
  }
  if (mated.length === 0 || nonMated.length === 0) {
    throw new DataError(
      `${mated.length} probes with a mate in the gallery and ${nonMated.length} without: an open search is judged on both kinds.`,
    );
  }
  const nearest = Float64Array.from(nonMated).sort();
  // A quotient of counts rounds to the same number as the decimal that equals it, a product may not.
  let allowed = 0;
  while (allowed < nearest.length && (allowed + 1) / nearest.length <= falsePositiveLimit)
    allowed++;
  const threshold = allowed === nearest.length ? Infinity : nearest[allowed];
  let misses = 0;
  for (let i = 0; i < mated.length; i++) if (!(mated[i] < threshold)) misses++;
  let positives = 0;
  while (nearest[positives] < threshold) positives++;
  return {
    falsePositiveLimit,
    threshold,
    falsePositiveIdentificationRate: positives / nearest.length,
    falseNegativeIdentificationRate: misses / mated.length,
    interval: wilsonInterval(misses, mated.length),
  };
}
