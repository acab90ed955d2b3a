import { Random } from "@multibatch/core";
import { afterEach, describe, expect, it } from "vitest";
import { augmentationSchema } from "./augmentation-options.js";
import { Augmenter } from "./augmenter.js";
import { drawVariations } from "./draw-variations.js";
import { varyImages } from "./vary-images.js";

const crop = { height: 6, width: 5, channels: 3 } as const;
const size = 6 * 5 * 3;
const options = augmentationSchema.parse({});
const pixels = (count: number, seed: number) => {
  const random = new Random(seed);
  return Uint8Array.from({ length: count * size }, () => random.integer(256));
};
const expected = (images: Uint8Array, seed: number) => {
  const count = images.length / size;
  return varyImages(images, crop, drawVariations(count, crop, options, new Random(seed)));
};

const augmenters: Augmenter[] = [];
afterEach(() => Promise.all(augmenters.splice(0).map((augmenter) => augmenter.dispose())));
const start = () => {
  const augmenter = new Augmenter(crop, options);
  augmenters.push(augmenter);
  return augmenter;
};

describe("Augmenter", () => {
  it("makes in its thread what would be made on the spot, in the order of the calls", async () => {
    const augmenter = start();
    const batches = [pixels(3, 1), pixels(2, 2), pixels(4, 3)];
    const made = await Promise.all(
      batches.map((batch, seed) => augmenter.augment(batch, new Random(seed))),
    );
    made.forEach((images, seed) => void expect(images).toEqual(expected(batches[seed], seed)));
  });

  it("leaves the pixels to the caller, also where they are part of a larger array", async () => {
    const all = pixels(4, 1);
    const part = all.subarray(size, 3 * size);
    const before = Uint8Array.from(part);
    expect(await start().augment(part, new Random(5))).toEqual(expected(before, 5));
    expect(part).toEqual(before);
  });

  it("makes batches on the spot where its thread has ended", async () => {
    const augmenter = start();
    const waiting = augmenter.augment(pixels(2, 1), new Random(1));
    await augmenter.dispose();
    expect(await waiting).toEqual(expected(pixels(2, 1), 1));
    expect(await augmenter.augment(pixels(1, 2), new Random(2))).toEqual(expected(pixels(1, 2), 2));
  });
});
