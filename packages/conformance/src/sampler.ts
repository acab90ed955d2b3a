import {
  type Batch,
  type BatchStream,
  DataError,
  type Json,
  type Population,
  Random,
  type Sampler,
} from "@multibatch/core";
import { describe, expect, it } from "vitest";

/** What the suite must know about a sampler. */
export interface SamplerSuiteOptions {
  /**
   * The sampler's rule for small identities: whether the images of an identity that has so many of
   * them are all seen in every epoch. By default all images of all identities are.
   */
  readonly eligible?: (imagesOfIdentity: number) => boolean;
}

/**
 * Registers the vitest suite that every sampler is held to: whole and truthful batches, full
 * coverage in every epoch, reproducible and resumable streams, named errors.
 *
 * @param create makes a fresh sampler; choose a small batch to keep the suite fast
 */
export function testSampler(
  name: string,
  create: () => Promise<Sampler> | Sampler,
  options: SamplerSuiteOptions = {},
): void {
  const eligible = options.eligible ?? (() => true);
  /** Starts a stream over the example population of the sampler's batch size. */
  const begin = async (seed = 1) => {
    const sampler = await create();
    const population = examplePopulation(sampler.batchSize);
    return { sampler, population, stream: sampler.start(population, seed) };
  };

  describe(`sampler ${name}`, () => {
    it("speaks contract 1 and has a batch size of at least 2", async () => {
      const sampler = await create();
      expect(sampler.contract).toBe(1);
      expect(Number.isInteger(sampler.batchSize)).toBe(true);
      expect(sampler.batchSize).toBeGreaterThanOrEqual(2);
    });

    it("fills every batch with images of the population under their own identities", async () => {
      const { sampler, population, stream } = await begin();
      const identityOf = identityByImage(population);
      for (const batch of take(stream, 2 * stream.batchesPerEpoch)) {
        expect(batch.images.length).toBe(sampler.batchSize);
        expect(Array.from(batch.identities)).toEqual(
          Array.from(batch.images, (image) => identityOf.get(image)),
        );
      }
    });

    it("pairs positions of the batch, none with itself", async () => {
      const { sampler, stream } = await begin();
      for (const { pairs } of take(stream, stream.batchesPerEpoch)) {
        if (pairs === "all") continue;
        expect(pairs).toBeInstanceOf(Int32Array);
        expect(pairs.length % 2).toBe(0);
        expect(pairs.length).toBeGreaterThan(0);
        for (let i = 0; i < pairs.length; i += 2) {
          expect(pairs[i]).not.toBe(pairs[i + 1]);
          expect(Math.min(pairs[i], pairs[i + 1])).toBeGreaterThanOrEqual(0);
          expect(Math.max(pairs[i], pairs[i + 1])).toBeLessThan(sampler.batchSize);
        }
      }
    });

    it("counts epochs of batchesPerEpoch batches from 0", async () => {
      const { stream } = await begin();
      const length = stream.batchesPerEpoch;
      expect(length).toBeGreaterThanOrEqual(1);
      take(stream, 2 * length + 1).forEach((batch, i) => {
        expect(batch.epoch).toBe(Math.floor(i / length));
      });
    });

    it("shows every image of every eligible identity in every epoch", async () => {
      const { population, stream } = await begin();
      const expected = eligibleImages(population, eligible);
      expect(expected.length).toBeGreaterThan(0);
      for (let epoch = 0; epoch < 3; epoch++) {
        const seen = imagesSeen(take(stream, stream.batchesPerEpoch));
        expect(expected.filter((image) => !seen.has(image))).toEqual([]);
      }
    });

    it("does so whatever the order of the population", async () => {
      const sampler = await create();
      const population = shuffled(examplePopulation(sampler.batchSize), 5);
      const stream = sampler.start(population, 3);
      const seen = imagesSeen(take(stream, stream.batchesPerEpoch));
      const expected = eligibleImages(population, eligible);
      expect(expected.filter((image) => !seen.has(image))).toEqual([]);
    });

    it("gives the same batches for the same seed, and others for another", async () => {
      const { sampler, population, stream } = await begin(7);
      const count = stream.batchesPerEpoch + 2;
      const first = take(stream, count);
      expect(take(sampler.start(population, 7), count)).toEqual(first);
      expect(take((await begin(7)).stream, count)).toEqual(first);
      expect(take(sampler.start(population, 8), count)).not.toEqual(first);
    });

    it("does not repeat an epoch", async () => {
      const { stream } = await begin();
      const images = () => take(stream, stream.batchesPerEpoch).map((batch) => batch.images);
      expect(images()).not.toEqual(images());
    });

    it("keeps streams and batches apart, and leaves the population alone", async () => {
      const { sampler, population, stream } = await begin(7);
      const untouched = structuredClone(population);
      const alone = take(sampler.start(population, 7), 4);
      const other = sampler.start(population, 11);
      const first = stream.next();
      const firstCopy = structuredClone(first);
      const beside = [first];
      for (let i = 1; i < 4; i++) {
        other.next();
        beside.push(stream.next());
      }
      expect(first).toEqual(firstCopy);
      expect(beside).toEqual(alone);
      expect(population).toEqual(untouched);
    });

    it("continues exactly from a state that went through JSON, wherever it stopped", async () => {
      const { sampler, population, stream } = await begin(13);
      const total = 2 * stream.batchesPerEpoch + 5;
      const whole = take(stream, total);
      const random = new Random(99);
      const edges = [0, 1, stream.batchesPerEpoch - 1, stream.batchesPerEpoch, total - 1];
      const stops = [...edges, ...Array.from({ length: 10 }, () => random.integer(total))];
      for (const stop of stops) {
        const interrupted = sampler.start(population, 13);
        take(interrupted, stop);
        const state = interrupted.state();
        const restored = JSON.parse(JSON.stringify(state)) as Json;
        expect(restored).toEqual(state);
        const fresh = await create();
        const resumed = fresh.resume(population, restored);
        expect(resumed.batchesPerEpoch).toBe(stream.batchesPerEpoch);
        expect(take(resumed, total - stop)).toEqual(whole.slice(stop));
        // Asking for the state must not move the stream.
        expect(take(interrupted, total - stop)).toEqual(whole.slice(stop));
      }
    });

    it("refuses a population that cannot fill a batch", async () => {
      const sampler = await create();
      const empty = { images: new Int32Array(0), identities: new Int32Array(0) };
      const single = { images: Int32Array.of(4), identities: Int32Array.of(9) };
      expect(() => sampler.start(empty, 1)).toThrow(DataError);
      expect(() => sampler.start(single, 1)).toThrow(DataError);
    });

    it("refuses a state that is none, or of another population", async () => {
      const { sampler, population, stream } = await begin();
      stream.next();
      const larger = examplePopulation(sampler.batchSize + 3);
      expect(() => sampler.resume(larger, stream.state())).toThrow(DataError);
      expect(() => sampler.resume(population, null)).toThrow(DataError);
      expect(() => sampler.resume(population, { nonsense: [1] })).toThrow(DataError);
    });
  });
}

/**
 * A population that fills batches of k: k + 5 identities of 1 to 9 images, neither image indices nor
 * identities dense or in order of size.
 */
function examplePopulation(k: number): Population {
  const random = new Random(k);
  const images: number[] = [];
  const identities: number[] = [];
  for (let identity = 0; identity < k + 5; identity++) {
    const count = identity % 4 === 0 ? 1 : 2 + random.integer(8);
    for (let i = 0; i < count; i++) {
      images.push(3 * images.length + 17);
      identities.push(37 * identity + 11);
    }
  }
  return { images: Int32Array.from(images), identities: Int32Array.from(identities) };
}

function shuffled(population: Population, seed: number): Population {
  const order = new Random(seed).shuffle([...population.images.keys()]);
  return {
    images: Int32Array.from(order, (i) => population.images[i]),
    identities: Int32Array.from(order, (i) => population.identities[i]),
  };
}

function take(stream: BatchStream, count: number): Batch[] {
  return Array.from({ length: count }, () => stream.next());
}

function imagesSeen(batches: readonly Batch[]): Set<number> {
  return new Set(batches.flatMap((batch) => [...batch.images]));
}

function identityByImage(population: Population): Map<number, number> {
  return new Map(Array.from(population.images, (image, i) => [image, population.identities[i]]));
}

function eligibleImages(
  population: Population,
  eligible: (imagesOfIdentity: number) => boolean,
): number[] {
  const counts = new Map<number, number>();
  for (const identity of population.identities) {
    counts.set(identity, (counts.get(identity) ?? 0) + 1);
  }
  return Array.from(population.images).filter((_image, i) =>
    eligible(counts.get(population.identities[i])!),
  );
}
