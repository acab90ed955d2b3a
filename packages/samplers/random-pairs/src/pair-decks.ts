import type { IdentityGroups, Random } from "@multibatch/core";

// A deck is a shuffled list of pairs, flattened: every row (a place in `groups.images`) that the deck
// is about is in exactly one pair. Where a row is left without a partner, `open` stands for it.

/** Stands in a deck for a partner that is drawn when the pair's turn comes. */
export const open = -1;

/** A deck of pairs of any two rows: ⌈n / 2⌉ pairs. */
export function dealNaturalPairs(groups: IdentityGroups, random: Random): Int32Array {
  const rows = new Int32Array(2 * Math.ceil(groups.images.length / 2)).fill(open);
  rows.set(random.shuffle(Int32Array.from(groups.images.keys())));
  return rows;
}

/**
 * A deck of pairs of one identity. Identities with one image are not in it; of an odd number of
 * images, one gets an open partner.
 */
export function dealSamePairs(groups: IdentityGroups, random: Random): Int32Array {
  const deck: number[] = [];
  for (let group = 0; group < groups.identities.length; group++) {
    const [start, end] = [groups.starts[group], groups.starts[group + 1]];
    if (end - start < 2) continue;
    const rows = random.shuffle(Array.from({ length: end - start }, (_, i) => start + i));
    if (rows.length % 2 === 1) rows.push(open);
    for (const row of rows) deck.push(row);
  }
  return shufflePairs(deck, random);
}

/**
 * A deck of pairs of two identities: max(⌈n / 2⌉, images of the largest identity) pairs.
 *
 * Rows are paired at random; then each pair of one identity X swaps partners with a random pair that
 * has nothing of X. Where there is no such pair (X has more than half of the images), its two rows
 * get open partners.
 */
export function dealDifferentPairs(
  groups: IdentityGroups,
  groupOf: Int32Array,
  random: Random,
): Int32Array {
  const deck = dealNaturalPairs(groups, random);
  const pairs = deck.length / 2;
  const has = (pair: number, group: number) =>
    groupOf[deck[2 * pair]] === group || groupOf[deck[2 * pair + 1]] === group;
  const unresolved: number[] = [];

  for (const [group, conflicts] of pairsOfOneGroup(deck, groupOf)) {
    // A pair that has something of X keeps it while X is treated, so one pass in order will do.
    let scanned = 0;
    for (const conflict of conflicts) {
      // A swap for another identity may have parted this pair already.
      if (groupOf[deck[2 * conflict]] !== groupOf[deck[2 * conflict + 1]]) continue;
      let other = random.integer(pairs);
      for (let tries = 0; tries < 64 && has(other, group); tries++) other = random.integer(pairs);
      if (has(other, group)) {
        while (scanned < pairs && has(scanned, group)) scanned++;
        other = scanned;
      }
      if (other === pairs) {
        unresolved.push(deck[2 * conflict + 1]);
        deck[2 * conflict + 1] = open;
      } else {
        const partner = deck[2 * conflict + 1];
        deck[2 * conflict + 1] = deck[2 * other + 1];
        deck[2 * other + 1] = partner;
      }
    }
  }
  if (unresolved.length === 0) return deck;
  return shufflePairs([...deck, ...unresolved.flatMap((row) => [row, open])], random);
}

/** Pairs of the deck whose two rows are of one group, by group. */
function pairsOfOneGroup(deck: Int32Array, groupOf: Int32Array): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let pair = 0; pair < deck.length / 2; pair++) {
    // groupOf[open] is undefined, and the one open place has a partner that is a row.
    const group = groupOf[deck[2 * pair]];
    if (group !== groupOf[deck[2 * pair + 1]]) continue;
    const pairs = found.get(group);
    if (pairs) pairs.push(pair);
    else found.set(group, [pair]);
  }
  return found;
}

function shufflePairs(deck: readonly number[], random: Random): Int32Array {
  const order = random.shuffle(Int32Array.from({ length: deck.length / 2 }, (_, pair) => pair));
  const shuffled = new Int32Array(deck.length);
  order.forEach((pair, place) => {
    shuffled[2 * place] = deck[2 * pair];
    shuffled[2 * place + 1] = deck[2 * pair + 1];
  });
  return shuffled;
}
