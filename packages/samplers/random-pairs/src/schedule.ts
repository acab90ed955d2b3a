import type { PairKind } from "./pair-drawing.js";
import type { RandomPairsOptions } from "./random-pairs-options.js";

/** How many pairs of which kind each batch takes. */
export interface Schedule {
  /** The kind that is dealt from a deck, so that every image has its turn. */
  readonly dealt: PairKind;
  /** Pairs dealt in the first `batches` batches of an epoch. */
  dealtIn(batches: number): number;
}

/**
 * Different pairs are dealt and same pairs drawn; where all pairs are same, they are dealt. A share
 * that is no whole number of pairs alternates between batches, so that it is kept in the long run.
 */
export function scheduleOf({ pairs, sameShare }: RandomPairsOptions): Schedule {
  if (sameShare === "natural") return { dealt: "natural", dealtIn: (batches) => batches * pairs };
  if (sameShare === 1) return { dealt: "same", dealtIn: (batches) => batches * pairs };
  // The small term undoes rounding, as in 10 · 0.3 · 10 = 30.000000000000004 − 1e-14.
  const sameIn = (batches: number) => Math.floor(batches * pairs * sameShare + 1e-9);
  return { dealt: "different", dealtIn: (batches) => batches * pairs - sameIn(batches) };
}

/** Batches until a deck of `deckPairs` pairs is dealt. */
export function batchesToDeal(schedule: Schedule, deckPairs: number): number {
  let enough = 1;
  while (schedule.dealtIn(enough) < deckPairs) enough *= 2;
  let tooFew = 0;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (schedule.dealtIn(middle) < deckPairs) tooFew = middle;
    else enough = middle;
  }
  return enough;
}
