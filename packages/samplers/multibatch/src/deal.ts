import type { Random } from "@multibatch/core";

/** Which portions each batch of an epoch holds. */
export interface Deal {
  /** Where each batch starts in the two lists below; `[batches + 1]`. */
  readonly starts: Int32Array;
  /** Identity that each portion is of, batch by batch. */
  readonly identities: Int32Array;
  /** Which portion of its identity it is, from 0. */
  readonly ordinals: Int32Array;
}

/**
 * Deals the portions of all identities over the batches of an epoch at random, so that no identity is
 * twice in a batch and the batches' sizes differ by one at most.
 *
 * It deals like cards: in each round every batch gets one portion, in a freshly shuffled order, and
 * one identity's portions are dealt in a row. So they reach different batches, except where a row
 * runs over the end of a round; there the new round serves other batches first. Takes time in
 * proportion to the portions.
 *
 * @param portions number of portions of each identity, none above `batches`
 */
export function dealPortions(portions: Int32Array, batches: number, random: Random): Deal {
  const total = portions.reduce((sum, count) => sum + count, 0);
  const dealt = { batches: new Int32Array(total), identities: new Int32Array(total) };
  const ordinalsDealt = new Int32Array(total);
  const round = Int32Array.from({ length: batches }, (_, batch) => batch);
  let inRound = batches;
  let card = 0;
  for (const identity of random.shuffle(Int32Array.from(portions.keys()))) {
    const first = card;
    for (let ordinal = 0; ordinal < portions[identity]; ordinal++) {
      if (inRound === batches) {
        random.shuffle(round);
        serveLast(round, dealt.batches.subarray(first, card), portions[identity] - ordinal);
        inRound = 0;
      }
      dealt.batches[card] = round[inRound++];
      dealt.identities[card] = identity;
      ordinalsDealt[card] = ordinal;
      card++;
    }
  }
  return sortByBatch(dealt.batches, dealt.identities, ordinalsDealt, batches);
}

/** Reorders a round so that its first `needed` batches are none of `held`. */
function serveLast(round: Int32Array, held: Int32Array, needed: number): void {
  if (held.length === 0) return;
  const holds = new Set(held);
  for (let to = 0, from = 0; to < needed; to++, from++) {
    while (holds.has(round[from])) from++;
    [round[to], round[from]] = [round[from], round[to]];
  }
}

/** Counting sort of the dealt cards. */
function sortByBatch(
  batchOf: Int32Array,
  identityOf: Int32Array,
  ordinalOf: Int32Array,
  batches: number,
): Deal {
  const starts = new Int32Array(batches + 1);
  for (const batch of batchOf) starts[batch + 1]++;
  for (let batch = 0; batch < batches; batch++) starts[batch + 1] += starts[batch];
  const cursors = starts.slice();
  const identities = new Int32Array(batchOf.length);
  const ordinals = new Int32Array(batchOf.length);
  batchOf.forEach((batch, card) => {
    const place = cursors[batch]++;
    identities[place] = identityOf[card];
    ordinals[place] = ordinalOf[card];
  });
  return { starts, identities, ordinals };
}
