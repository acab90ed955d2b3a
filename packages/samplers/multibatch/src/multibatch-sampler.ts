import {
  createEpochStream,
  DataError,
  type EpochPlan,
  type EpochRules,
  type EventSink,
  fingerprint,
  groupByIdentity,
  type IdentityGroups,
  type Population,
  type Random,
  resumeEpochStream,
  type Sampler,
  silent,
} from "@multibatch/core";
import { dealPortions } from "./deal.js";
import type { MultibatchOptions } from "./multibatch-options.js";

const owner = "@multibatch/sampler-multibatch";

/**
 * The sampler of the Multibatch paper (Tadmor et al., NIPS 2016): P identities × K images a batch,
 * all k² − k ordered pairs. How identities and images are reached is our choice:
 *
 * - In an epoch each identity's images are shuffled and cut into ⌈n / K⌉ portions of K; the last one
 *   is filled up from the identity's other images, or where there are fewer than K, by repeats.
 * - The portions are dealt to ⌈portions / P⌉ batches (or as many as the largest identity has portions,
 *   where these are more), never two of one identity to a batch.
 * - A batch that got fewer than P portions is filled up with K images of random other identities.
 */
export function createMultibatchSampler(
  options: MultibatchOptions,
  emit: EventSink = silent,
): Sampler {
  const batchSize = options.identities * options.imagesPerIdentity;
  return {
    contract: 1,
    batchSize,
    start: (population, seed) =>
      createEpochStream(rulesFor(population, options, emit), { seed, epoch: 0, position: 0 }),
    resume: (population, state) =>
      resumeEpochStream(owner, rulesFor(population, options, emit), state),
  };
}

function rulesFor(population: Population, options: MultibatchOptions, emit: EventSink): EpochRules {
  const groups = groupByIdentity(population);
  const kept = keepLargeEnough(groups, options, emit);
  const portions = kept.map((group) =>
    Math.ceil(sizeOf(groups, group) / options.imagesPerIdentity),
  );
  const total = portions.reduce((sum, count) => sum + count, 0);
  const most = portions.reduce((max, count) => Math.max(max, count), 0);
  const batchesPerEpoch = Math.max(Math.ceil(total / options.identities), most);
  return {
    batchesPerEpoch,
    fingerprint: fingerprint(population, options),
    openEpoch: (random) => openEpoch(groups, kept, portions, batchesPerEpoch, options, random),
  };
}

/** Groups with enough images. @throws DataError when they are fewer than a batch wants */
function keepLargeEnough(
  groups: IdentityGroups,
  { identities, minimumImages }: MultibatchOptions,
  emit: EventSink,
): Int32Array {
  const all = Int32Array.from(groups.identities.keys());
  const kept = all.filter((group) => sizeOf(groups, group) >= minimumImages);
  const leftOut = all.length - kept.length;
  if (kept.length < identities) {
    throw new DataError(
      `${owner}: a batch takes ${identities} different identities with ${minimumImages} or more images each, but the training images show ${kept.length} such identities (${all.length} in all). Lower the sampler's option identities${leftOut > 0 ? " or minimumImages" : ""}, or add data.`,
    );
  }
  if (leftOut > 0) {
    emit({
      type: "notice",
      level: "info",
      message: `${leftOut} of ${all.length} identities have fewer than ${minimumImages} images and are left out (the sampler's option minimumImages).`,
    });
  }
  return kept;
}

function openEpoch(
  groups: IdentityGroups,
  kept: Int32Array,
  portions: Int32Array,
  batches: number,
  options: MultibatchOptions,
  random: Random,
): EpochPlan {
  const { identities: P, imagesPerIdentity: K } = options;
  const shuffled = groups.images.slice();
  for (const group of kept) {
    random.shuffle(shuffled.subarray(groups.starts[group], groups.starts[group + 1]));
  }
  const deal = dealPortions(portions, batches, random);

  return (position, batchRandom) => {
    const images = new Int32Array(P * K);
    const identities = new Int32Array(P * K);
    const inBatch = new Set<number>();
    /** Adds K images of an identity from `offset` on; past its last image it begins again. */
    const add = (member: number, offset: number) => {
      const group = kept[member];
      const size = sizeOf(groups, group);
      const slot = inBatch.size * K;
      for (let i = 0; i < K; i++) {
        images[slot + i] = shuffled[groups.starts[group] + ((offset + i) % size)];
      }
      identities.fill(groups.identities[group], slot, slot + K);
      inBatch.add(member);
    };
    for (let card = deal.starts[position]; card < deal.starts[position + 1]; card++) {
      add(deal.identities[card], deal.ordinals[card] * K);
    }
    while (inBatch.size < P) {
      const member = batchRandom.integer(kept.length);
      if (inBatch.has(member)) continue;
      add(member, batchRandom.integer(sizeOf(groups, kept[member])));
    }
    return { images, identities, pairs: "all" };
  };
}

function sizeOf(groups: IdentityGroups, group: number): number {
  return groups.starts[group + 1] - groups.starts[group];
}
