import { cropSchema, type ProgressEvent } from "@multibatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { decodeImage } from "./decode-image.js";
import { ImageCache } from "./image-cache.js";
import { createImageReader, type ImageReader } from "./image-reader.js";
import { makePng } from "./testing.js";

const crop = cropSchema.parse({ height: 8, width: 8, channels: 1 });
const size = 64;
const damaged = new Set([2, 5]);

let files: Uint8Array[];
let loads: number[];
let most: number;
let events: ProgressEvent[];

/** A reader over eight images, two of which are damaged. */
async function openReader(memory: number, concurrency = 3): Promise<ImageReader> {
  let running = 0;
  const source = {
    count: files.length,
    name: (image: number) => `image ${image}`,
    bytes: async (image: number) => {
      loads.push(image);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      return files[image];
    },
  };
  const cache = await ImageCache.open({ count: 8, imageSize: size, options: { memory } });
  return createImageReader({ source, crop, cache, concurrency, emit: (e) => events.push(e) });
}

beforeEach(async () => {
  files = await Promise.all(Array.from({ length: 8 }, (_, seed) => makePng({ seed })));
  for (const image of damaged) files[image] = files[image].subarray(0, 200);
  loads = [];
  most = 0;
  events = [];
});

describe("reading", () => {
  it("gives the pixels in the order asked for, repeats included", async () => {
    const reader = await openReader(1);
    const asked = [7, 0, 7, 3];
    const { pixels, failed } = await reader.read(asked);
    expect(failed).toEqual([]);
    for (const [row, image] of asked.entries()) {
      const expected = await decodeImage(files[image], crop);
      expect(pixels.subarray(row * size, (row + 1) * size)).toEqual(expected);
    }
    expect(loads.sort()).toEqual([0, 3, 7]);
    await reader.close();
  });

  it("decodes once what is asked for twice at the same time or later", async () => {
    const reader = await openReader(1);
    const [first, second] = await Promise.all([reader.read([1, 3]), reader.read([3, 1])]);
    await reader.read([1, 3]);
    expect(first.pixels.subarray(0, size)).toEqual(second.pixels.subarray(size));
    expect(loads.sort()).toEqual([1, 3]);
    await reader.close();
  });

  it("never has more images under way than it may", async () => {
    const reader = await openReader(0, 2);
    await Promise.all([reader.read([0, 1, 3, 4]), reader.read([6, 7])]);
    expect(most).toBe(2);
    await reader.close();
  });

  it("refuses indices out of range before it reads", async () => {
    const reader = await openReader(1);
    for (const image of [-1, 8, 0.5, Number.NaN]) {
      await expect(reader.read([0, image])).rejects.toThrow(RangeError);
      expect(() => reader.imageName(image)).toThrow(RangeError);
    }
    expect(loads).toEqual([]);
    expect(reader.imageName(7)).toBe("image 7");
    await reader.close();
  });
});

it("is closed once what is under way has ended, and then refuses to read", async () => {
  const reader = await openReader(1);
  const reading = reader.read([0, 1, 3]);
  await reader.close();
  expect((await reading).failed).toEqual([]);
  await reader.close();
  await expect(reader.read([0])).rejects.toThrow("The data set is closed.");
});

describe("images that fail", () => {
  it("are rows of zeros, are in every batch's list, and told and decoded once", async () => {
    const reader = await openReader(0);
    for (let time = 0; time < 3; time++) {
      const { pixels, failed } = await reader.read([5, 0, 2, 5]);
      expect(failed.map(({ image, name }) => [image, name])).toEqual([
        [5, "image 5"],
        [2, "image 2"],
      ]);
      expect(failed[0].reason).toMatch(/^The image is damaged or incomplete .+ Copy it again/);
      for (const row of [0, 2, 3]) {
        expect(pixels.subarray(row * size, (row + 1) * size)).toEqual(new Uint8Array(size));
      }
      expect(pixels.subarray(size, 2 * size)).toEqual(await decodeImage(files[0], crop));
    }
    expect(loads.filter((image) => damaged.has(image)).sort()).toEqual([2, 5]);
    const told = events.flatMap((event) =>
      event.type === "image-failed" ? [event.failure.image] : [],
    );
    expect(told.sort()).toEqual([2, 5]);
    await reader.close();
  });
});
