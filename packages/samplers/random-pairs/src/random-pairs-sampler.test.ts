import { testSampler } from "@multibatch/conformance";
import { type Batch, type BatchStream, DataError } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import randomPairs, { createRandomPairsSampler } from "./index.js";

testSampler("random pairs, half of them same", () => randomPairs({ pairs: 6 }).create());
testSampler("random pairs, all same", () => randomPairs({ pairs: 5, sameShare: 1 }).create(), {
  eligible: (images) => images >= 2,
});
testSampler("random pairs, all different", () => randomPairs({ pairs: 5, sameShare: 0 }).create());
testSampler("random pairs, as they fall", () =>
  randomPairs({ pairs: 4, sameShare: "natural" }).create(),
);
testSampler("random pairs, one a batch", () => randomPairs({ pairs: 1, sameShare: 0.3 }).create());

/** Identity i has sizes[i] images; image indices run on. */
function population(sizes: readonly number[]) {
  const identities = Int32Array.from(sizes.flatMap((size, i) => Array<number>(size).fill(i)));
  return { images: Int32Array.from(identities.keys()), identities };
}

function take(stream: BatchStream, count: number): Batch[] {
  return Array.from({ length: count }, () => stream.next());
}

/** Whether each pair of a batch is of one identity. */
function sameOf({ identities, pairs }: Batch): boolean[] {
  if (pairs === "all") throw new Error("a list was expected");
  return Array.from(
    { length: pairs.length / 2 },
    (_, i) => identities[pairs[2 * i]] === identities[pairs[2 * i + 1]],
  );
}

function shareOfSame(batches: readonly Batch[]): number {
  const same = batches.flatMap(sameOf);
  return same.filter(Boolean).length / same.length;
}

describe("random pairs", () => {
  it("defaults to 128 disjoint pairs, half of them same", async () => {
    const sampler = await randomPairs().create();
    expect(sampler.batchSize).toBe(256);
    const stream = sampler.start(population(Array(300).fill(4)), 1);
    for (const batch of take(stream, 5)) {
      expect(batch.pairs).toEqual(Int32Array.from(Array(256).keys()));
      expect(new Set(batch.images).size).toBe(256);
      expect(sameOf(batch).filter(Boolean).length).toBe(64);
    }
  });

  it("keeps any share in the long run, to less than a pair", () => {
    const data = population(Array(40).fill(5));
    for (const sameShare of [0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 0.99, 1]) {
      const stream = createRandomPairsSampler({ pairs: 7, sameShare }).start(data, 2);
      const batches = take(stream, Math.min(stream.batchesPerEpoch, 60));
      expect(Math.abs(shareOfSame(batches) - sameShare)).toBeLessThan(1 / (7 * batches.length));
    }
  });

  it("has the share of same pairs of the population where pairs fall as they may", () => {
    const stream = createRandomPairsSampler({ pairs: 20, sameShare: "natural" }).start(
      population(Array(10).fill(10)),
      3,
    );
    // A second image is one of the 9 others of the identity among 99: 1 / 11.
    expect(shareOfSame(take(stream, 2000))).toBeCloseTo(1 / 11, 2);
  });

  it("has every image once in an epoch of different pairs, and no image twice in a batch", () => {
    const sizes = fc.oneof(
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 30, maxLength: 60 }),
      fc.array(fc.integer({ min: 8, max: 12 }), { minLength: 3, maxLength: 6 }),
    );
    fc.assert(
      fc.property(sizes, fc.nat(), (counts, seed) => {
        const data = population(counts);
        const stream = createRandomPairsSampler({ pairs: 4, sameShare: 0 }).start(data, seed);
        expect(stream.batchesPerEpoch).toBe(Math.ceil(Math.ceil(data.images.length / 2) / 4));
        const times = new Int32Array(data.images.length);
        for (const batch of take(stream, stream.batchesPerEpoch)) {
          expect(sameOf(batch)).not.toContain(true);
          expect(new Set(batch.images).size).toBe(8);
          for (const image of batch.images) times[image]++;
        }
        expect(Math.min(...times)).toBe(1);
        // Only what fills up the last batch, and the partner of an odd image, come again.
        const again = times.reduce((sum, count) => sum + count - 1, 0);
        expect(again).toBe(8 * stream.batchesPerEpoch - data.images.length);
      }),
      { numRuns: 100 },
    );
  });

  it("reaches every image where one identity has almost all", () => {
    for (const [large, others] of [
      [31, 30],
      [30, 30],
      [200, 3],
      [31, 28],
    ]) {
      const data = population([large, ...Array(others).fill(1)]);
      const stream = createRandomPairsSampler({ pairs: 3, sameShare: 0 }).start(data, 5);
      const deck = Math.max(Math.ceil(data.images.length / 2), large);
      expect(stream.batchesPerEpoch).toBe(Math.ceil(deck / 3));
      const batches = take(stream, stream.batchesPerEpoch);
      expect(new Set(batches.flatMap((batch) => [...batch.images])).size).toBe(data.images.length);
      expect(batches.flatMap(sameOf)).not.toContain(true);
    }
  });

  it("draws all pairs of a kind about equally often", () => {
    const data = population([3, 3, 3, 3]);
    for (const sameShare of [0, 1]) {
      const stream = createRandomPairsSampler({ pairs: 2, sameShare }).start(data, 9);
      const counts = new Map<string, number>();
      const batches = take(stream, 12_000);
      for (const { images } of batches) {
        for (let i = 0; i < images.length; i += 2) {
          const key = [images[i], images[i + 1]].sort((a, b) => a - b).join(" ");
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
      }
      const kinds = sameShare === 1 ? 12 : 54;
      expect(counts.size).toBe(kinds);
      for (const count of counts.values()) {
        expect((count * kinds) / 24_000).toBeGreaterThan(0.8);
        expect((count * kinds) / 24_000).toBeLessThan(1.2);
      }
    }
  });

  it("says what is missing", () => {
    const start = (sizes: number[], pairs: number, sameShare: number) => () =>
      createRandomPairsSampler({ pairs, sameShare }).start(population(sizes), 1);
    expect(start([3, 3], 4, 0.5)).toThrow(DataError);
    expect(start([3, 3], 4, 0.5)).toThrow(/4 pairs takes 8 images, but there are 6/);
    expect(start([9], 2, 0.5)).toThrow(/show one identity/);
    expect(start([1, 1, 1, 1, 1, 1, 2], 4, 0.5)).toThrow(/2 pairs of one identity.*give 1 such/);
  });

  it("fills a batch even where the population leaves no disjoint pair", () => {
    const stream = createRandomPairsSampler({ pairs: 2, sameShare: 0.5 }).start(
      population([2, 2]),
      1,
    );
    for (const batch of take(stream, 10)) {
      expect(sameOf(batch).filter(Boolean).length).toBe(1);
    }
  });

  it("takes large populations: 100,000 identities and 2.6 million images", () => {
    const stream = createRandomPairsSampler({ pairs: 128, sameShare: 0.5 }).start(
      population(Array(100_000).fill(26)),
      1,
    );
    expect(stream.batchesPerEpoch).toBe(Math.ceil(1_300_000 / 64));
    for (const batch of take(stream, 200)) expect(new Set(batch.images).size).toBe(256);
  });
});
