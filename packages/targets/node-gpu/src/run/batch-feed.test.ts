import type { Batch, BatchStream, Dataset, ImageFailure } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { BatchFeed } from "./batch-feed.js";

/** A stream that shows images 0…3 again and again, with identities 0 0 1 1. */
const streamOf = (): BatchStream => {
  let drawn = 0;
  return {
    batchesPerEpoch: 1,
    next: (): Batch => ({
      images: Int32Array.of(0, 1, 2, 3),
      identities: Int32Array.of(0, 0, 1, 1),
      pairs: "all",
      epoch: drawn++,
    }),
    state: () => drawn,
  };
};

/** A data set whose image i is the one pixel i + 10, and where some cannot be read. */
const datasetOf = (broken: readonly number[]) =>
  ({
    read: async (images: Int32Array) => ({
      pixels: Uint8Array.from(images, (image) => (broken.includes(image) ? 0 : image + 10)),
      failed: broken.map((image) => ({ image, name: `${image}.jpg`, reason: "cut short" })),
    }),
  }) as unknown as Dataset;

const feedOf = (broken: readonly number[], failures: ImageFailure[] = []) =>
  new BatchFeed(datasetOf(broken), streamOf(), (failure) => failures.push(failure));

describe("BatchFeed", () => {
  it("delivers batches in order, each with the sampler's state right after it", async () => {
    const feed = feedOf([]);
    for (let i = 0; i < 5; i++) {
      const batch = await feed.next();
      expect([batch.epoch, batch.samplerState]).toEqual([i, i + 1]);
      expect([...batch.pixels]).toEqual([10, 11, 12, 13]);
    }
  });

  it("replaces a failed image by one of the same identity, and reports it once", async () => {
    const failures: ImageFailure[] = [];
    const feed = feedOf([1], failures);
    await feed.next();
    const batch = await feed.next();
    expect([...batch.pixels]).toEqual([10, 10, 12, 13]);
    expect([...batch.identities]).toEqual([0, 0, 1, 1]);
    expect(failures).toHaveLength(1);
    expect(feed.failures).toBe(1);
  });

  it("takes another identity where none of the same is left", async () => {
    const batch = await feedOf([0, 1]).next();
    expect([...batch.pixels]).toEqual([12, 13, 12, 13]);
    expect([...batch.identities]).toEqual([1, 1, 1, 1]);
    expect([...batch.images]).toEqual([2, 3, 2, 3]);
  });

  it("ends with an error where nothing can be read, also when it was read ahead", async () => {
    const feed = feedOf([0, 1, 2, 3]);
    await expect(feed.next()).rejects.toThrow(/Not one image of a batch could be read/);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(feed.next()).rejects.toThrow(/Not one image/);
  });
});
