import { z } from "zod";
import type { Batch, BatchStream, Population } from "../contracts/sampler.js";
import { DataError } from "../errors.js";
import type { Json } from "../json.js";
import { Random } from "../random.js";

/** Makes the batch at a position of one epoch; `random` belongs to this batch alone. */
export type EpochPlan = (position: number, random: Random) => Omit<Batch, "epoch">;

/** How a sampler goes through a population. */
export interface EpochRules {
  readonly batchesPerEpoch: number;
  /** Number that tells this population and these options from others: see `fingerprint`. */
  readonly fingerprint: number;
  /** Lays out one epoch; `random` belongs to this epoch alone. */
  openEpoch(random: Random): EpochPlan;
}

const stateSchema = z.strictObject({
  seed: z.int(),
  epoch: z.int().min(0),
  position: z.int().min(0),
  fingerprint: z.int(),
});

/** Where a stream stands: with the seed, all that its next batches depend on. */
export interface StreamPlace {
  readonly seed: number;
  readonly epoch: number;
  /** Batches of the epoch that were given out. */
  readonly position: number;
}

/**
 * A stream that lays out epoch after epoch. Every epoch and every batch has its own generator, forked
 * from the seed, so that the state is four numbers, however large the population is.
 */
export function createEpochStream(rules: EpochRules, place: StreamPlace): BatchStream {
  const { batchesPerEpoch, fingerprint } = rules;
  const { seed } = place;
  let { epoch, position } = place;
  let plan: EpochPlan | undefined;
  return {
    batchesPerEpoch,
    next() {
      const random = new Random(seed).fork(`epoch ${epoch}`);
      plan ??= rules.openEpoch(random.fork("plan"));
      const batch = { ...plan(position, random.fork(`batch ${position}`)), epoch };
      position++;
      if (position === batchesPerEpoch) {
        epoch++;
        position = 0;
        plan = undefined;
      }
      return batch;
    },
    state: () => ({ seed, epoch, position, fingerprint }),
  };
}

/** Continues a stream. @throws DataError when the state is none, or of other data or options */
export function resumeEpochStream(owner: string, rules: EpochRules, state: Json): BatchStream {
  const parsed = stateSchema.safeParse(state);
  if (!parsed.success) {
    throw new DataError(
      `${owner}: the state to resume from is damaged or of another sampler (${JSON.stringify(state)?.slice(0, 80)}). Resume with the sampler that the checkpoint was written with, or start anew.`,
    );
  }
  if (
    parsed.data.fingerprint !== rules.fingerprint ||
    parsed.data.position >= rules.batchesPerEpoch
  ) {
    throw new DataError(
      `${owner}: the state to resume from belongs to other training images or other sampler options. Resume with the same data set, splits and options, or start anew.`,
    );
  }
  return createEpochStream(rules, parsed.data);
}

/** 32-bit FNV-1a hash over a population, word by word, and the options that rule its batches. */
export function fingerprint(population: Population, options: Json): number {
  let hash = 0x811c9dc5;
  const add = (word: number) => {
    hash = Math.imul(hash ^ word, 0x01000193);
  };
  for (const character of JSON.stringify(options)) add(character.charCodeAt(0));
  population.images.forEach(add);
  population.identities.forEach(add);
  return hash >>> 0;
}
