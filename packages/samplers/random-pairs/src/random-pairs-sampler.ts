import {
  createEpochStream,
  DataError,
  type EpochPlan,
  type EpochRules,
  fingerprint,
  groupByIdentity,
  type IdentityGroups,
  type Population,
  type Random,
  resumeEpochStream,
  type Sampler,
} from "@multibatch/core";
import { dealDifferentPairs, dealNaturalPairs, dealSamePairs, open } from "./pair-decks.js";
import { type PairKind, pairDrawing } from "./pair-drawing.js";
import type { RandomPairsOptions } from "./random-pairs-options.js";
import { batchesToDeal, type Schedule, scheduleOf } from "./schedule.js";

const owner = "@multibatch/sampler-random-pairs";

/**
 * k/2 random pairs a batch with no image in common: the estimator that the Multibatch paper compares
 * with (Tadmor et al., NIPS 2016, section 2). How images are reached is our choice:
 *
 * - Different pairs are dealt from a deck that has every image once; when the deck is dealt, an epoch
 *   is over. Same pairs are drawn at random beside them, every image that can be in one equally often.
 * - With `sameShare` 1 the deck is of same pairs, and identities with one image are left out.
 * - With `sameShare` natural the deck pairs the images as they fall.
 * - Whatever the deck lacks (a partner for an odd image, the rest of the last batch) is drawn at random.
 */
export function createRandomPairsSampler(options: RandomPairsOptions): Sampler {
  return {
    contract: 1,
    batchSize: 2 * options.pairs,
    start: (population, seed) =>
      createEpochStream(rulesFor(population, options), { seed, epoch: 0, position: 0 }),
    resume: (population, state) => resumeEpochStream(owner, rulesFor(population, options), state),
  };
}

function rulesFor(population: Population, options: RandomPairsOptions): EpochRules {
  const groups = groupByIdentity(population);
  const schedule = scheduleOf(options);
  checkEnough(groups, schedule, options);
  const groupOf = new Int32Array(groups.images.length);
  for (let group = 0; group < groups.identities.length; group++) {
    groupOf.fill(group, groups.starts[group], groups.starts[group + 1]);
  }
  const rows = Int32Array.from(groups.images.keys());
  const pairedRows = rows.filter((row) => sizeOf(groups, groupOf[row]) > 1);
  const batchesPerEpoch = batchesToDeal(schedule, deckPairs(groups, schedule.dealt));
  return {
    batchesPerEpoch,
    fingerprint: fingerprint(population, options),
    openEpoch: (random) => openEpoch(groups, groupOf, pairedRows, schedule, options, random),
  };
}

/** @throws DataError when a batch of disjoint pairs cannot be had */
function checkEnough(
  groups: IdentityGroups,
  schedule: Schedule,
  { pairs, sameShare }: RandomPairsOptions,
): void {
  const images = groups.images.length;
  if (images < 2 * pairs) {
    throw new DataError(
      `${owner}: a batch of ${pairs} pairs takes ${2 * pairs} images, but there are ${images} training images. Lower the sampler's option pairs, or add data.`,
    );
  }
  if (sameShare === "natural") return;
  if (sameShare < 1 && groups.identities.length < 2) {
    throw new DataError(
      `${owner}: pairs of two identities are asked for (sameShare ${sameShare}), but all training images show one identity. Add identities, or set sameShare to 1.`,
    );
  }
  const wanted = schedule.dealt === "same" ? pairs : Math.ceil(pairs * sameShare - 1e-9);
  const available = deckPairs(groups, "same", Math.floor);
  if (available < wanted) {
    throw new DataError(
      `${owner}: a batch takes ${wanted} pairs of one identity each, but the training images give ${available} such pairs with no image in common. Lower the sampler's option pairs or sameShare, or add images to identities that have one.`,
    );
  }
}

/** Pairs in a deck of a kind. `round` says what becomes of the odd image of an identity. */
function deckPairs(
  groups: IdentityGroups,
  kind: PairKind,
  round: (pairs: number) => number = Math.ceil,
): number {
  const half = Math.ceil(groups.images.length / 2);
  if (kind === "natural") return half;
  let same = 0;
  let largest = 0;
  for (let group = 0; group < groups.identities.length; group++) {
    const size = sizeOf(groups, group);
    if (size > 1) same += round(size / 2);
    largest = Math.max(largest, size);
  }
  return kind === "same" ? same : Math.max(half, largest);
}

function openEpoch(
  groups: IdentityGroups,
  groupOf: Int32Array,
  pairedRows: Int32Array,
  schedule: Schedule,
  { pairs }: RandomPairsOptions,
  random: Random,
): EpochPlan {
  const deck = deal(groups, groupOf, schedule.dealt, random);
  const positions = Int32Array.from({ length: 2 * pairs }, (_, i) => i);

  return (position, batchRandom) => {
    const from = 2 * schedule.dealtIn(position);
    const to = 2 * schedule.dealtIn(position + 1);
    const dealt = deck.subarray(from, to);
    const used = new Set(dealt);
    const draw = pairDrawing(groups, groupOf, pairedRows, used, batchRandom);
    const rows: number[] = [];
    for (let i = 0; i < dealt.length; i += 2) {
      const [first, second] = [dealt[i], dealt[i + 1]];
      if (second !== open) rows.push(first, second);
      else rows.push(...draw(schedule.dealt, first));
    }
    while (rows.length < to - from) rows.push(...draw(schedule.dealt));
    while (rows.length < 2 * pairs) rows.push(...draw("same"));
    return {
      images: Int32Array.from(rows, (row) => groups.images[row]),
      identities: Int32Array.from(rows, (row) => groups.identities[groupOf[row]]),
      pairs: positions.slice(),
    };
  };
}

function deal(
  groups: IdentityGroups,
  groupOf: Int32Array,
  kind: PairKind,
  random: Random,
): Int32Array {
  if (kind === "natural") return dealNaturalPairs(groups, random);
  if (kind === "same") return dealSamePairs(groups, random);
  return dealDifferentPairs(groups, groupOf, random);
}

function sizeOf(groups: IdentityGroups, group: number): number {
  return groups.starts[group + 1] - groups.starts[group];
}
