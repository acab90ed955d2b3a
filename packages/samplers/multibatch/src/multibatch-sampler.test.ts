import { testSampler } from "@multibatch/conformance";
import { type Batch, type BatchStream, DataError, type ProgressEvent } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import multibatch, { createMultibatchSampler } from "./index.js";

testSampler(
  "multibatch 4 × 3",
  () => multibatch({ identities: 4, imagesPerIdentity: 3 }).create(),
  {
    eligible: (images) => images >= 2,
  },
);
testSampler("multibatch 2 × 2, single images kept", () =>
  multibatch({ identities: 2, imagesPerIdentity: 2, minimumImages: 1 }).create(),
);
testSampler(
  "multibatch 16 × 4, small identities left out",
  () => multibatch({ identities: 16, imagesPerIdentity: 4, minimumImages: 4 }).create(),
  { eligible: (images) => images >= 4 },
);

/** Identity i has sizes[i] images; image indices run on. */
function population(sizes: readonly number[]) {
  const identities = Int32Array.from(sizes.flatMap((size, i) => Array<number>(size).fill(i)));
  return { images: Int32Array.from(identities.keys()), identities };
}

function epoch(stream: BatchStream): Batch[] {
  return Array.from({ length: stream.batchesPerEpoch }, () => stream.next());
}

describe("multibatch", () => {
  it("defaults to 64 × 4 with all pairs", async () => {
    const sampler = await multibatch().create();
    expect(sampler.batchSize).toBe(256);
    const { pairs, identities } = sampler.start(population(Array(70).fill(5)), 1).next();
    expect(pairs).toBe("all");
    expect(new Set(identities).size).toBe(64);
  });

  it("gives P distinct identities with K images each, none repeated where there are K", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 6, maxLength: 30 });
    const shape = fc.record({
      P: fc.integer({ min: 2, max: 6 }),
      K: fc.integer({ min: 2, max: 5 }),
    });
    fc.assert(
      fc.property(sizes, shape, fc.nat(), (counts, { P, K }, seed) => {
        const data = population(counts);
        const options = { identities: P, imagesPerIdentity: K, minimumImages: 1 };
        const stream = createMultibatchSampler(options).start(data, seed);
        const seen = new Set<number>();
        for (const { images, identities } of epoch(stream)) {
          expect(new Set(identities).size).toBe(P);
          for (let slot = 0; slot < P * K; slot += K) {
            const own = images.subarray(slot, slot + K);
            const size = counts[identities[slot]];
            expect(new Set(own).size).toBe(Math.min(size, K));
            // Repeats are spread: no image is shown two times more often than another.
            const times = [...new Set(own)].map((image) => own.filter((x) => x === image).length);
            expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
            own.forEach((image, i) => {
              expect(data.identities[image]).toBe(identities[slot + i]);
              seen.add(image);
            });
          }
        }
        expect(seen.size).toBe(data.images.length);
      }),
      { numRuns: 200 },
    );
  });

  it("shows every image exactly once in an epoch where all divides", () => {
    const sampler = createMultibatchSampler({
      identities: 4,
      imagesPerIdentity: 3,
      minimumImages: 2,
    });
    const stream = sampler.start(population(Array(20).fill(6)), 3);
    expect(stream.batchesPerEpoch).toBe(10);
    const images = epoch(stream).flatMap((batch) => [...batch.images]);
    expect(images.sort((a, b) => a - b)).toEqual([...Array(120).keys()]);
  });

  it("lengthens the epoch for an identity that would be twice in a batch", () => {
    const sampler = createMultibatchSampler({
      identities: 2,
      imagesPerIdentity: 2,
      minimumImages: 2,
    });
    expect(sampler.start(population([40, 2, 2]), 1).batchesPerEpoch).toBe(20);
  });

  it("lets any two identities meet about equally often", () => {
    const sampler = createMultibatchSampler({
      identities: 3,
      imagesPerIdentity: 2,
      minimumImages: 2,
    });
    const stream = sampler.start(population(Array(9).fill(4)), 17);
    const meetings = new Map<string, number>();
    const epochs = 600;
    for (let e = 0; e < epochs; e++) {
      for (const { identities } of epoch(stream)) {
        const members = [...new Set(identities)].sort((a, b) => a - b);
        members.forEach((a, i) => {
          for (const b of members.slice(i + 1)) {
            meetings.set(`${a} ${b}`, (meetings.get(`${a} ${b}`) ?? 0) + 1);
          }
        });
      }
    }
    // 6 batches of 3 pairs of identities each, over 36 possible pairs: 0.5 an epoch.
    expect(meetings.size).toBe(36);
    for (const count of meetings.values()) {
      expect(count / epochs).toBeGreaterThan(0.4);
      expect(count / epochs).toBeLessThan(0.6);
    }
  });

  it("has a state of four numbers, however large the population", () => {
    const sampler = createMultibatchSampler({
      identities: 8,
      imagesPerIdentity: 4,
      minimumImages: 2,
    });
    const stream = sampler.start(population(Array(3000).fill(7)), 5);
    stream.next();
    expect(JSON.stringify(stream.state()).length).toBeLessThan(100);
  });

  it("says what is missing when identities are too few", () => {
    const sampler = createMultibatchSampler({
      identities: 4,
      imagesPerIdentity: 4,
      minimumImages: 2,
    });
    const start = () => sampler.start(population([3, 3, 1, 1, 1]), 1);
    expect(start).toThrow(DataError);
    expect(start).toThrow(/takes 4 different identities with 2 or more images.*2 such.*5 in all/);
    expect(start).toThrow(/identities or minimumImages/);
  });

  it("refuses to resume with other options", () => {
    const data = population(Array(10).fill(4));
    const state = createMultibatchSampler({ identities: 4, imagesPerIdentity: 2, minimumImages: 2 })
      .start(data, 1)
      .state();
    const other = createMultibatchSampler({
      identities: 2,
      imagesPerIdentity: 4,
      minimumImages: 2,
    });
    expect(() => other.resume(data, state)).toThrow(/other sampler options/);
  });

  it("tells how many identities are left out", async () => {
    const events: ProgressEvent[] = [];
    const sampler = await multibatch({ identities: 2, imagesPerIdentity: 2 }).create({
      emit: (event) => events.push(event),
    });
    sampler.start(population([2, 1, 3, 1]), 1);
    expect(events).toEqual([
      expect.objectContaining({ type: "notice", message: expect.stringMatching(/^2 of 4 /) }),
    ]);
  });

  it("takes large populations: 100,000 identities and 2.6 million images", () => {
    const sampler = createMultibatchSampler({
      identities: 64,
      imagesPerIdentity: 4,
      minimumImages: 2,
    });
    const stream = sampler.start(population(Array(100_000).fill(26)), 1);
    expect(stream.batchesPerEpoch).toBe(Math.ceil((100_000 * 7) / 64));
    for (let i = 0; i < 200; i++) expect(new Set(stream.next().identities).size).toBe(64);
  });
});
