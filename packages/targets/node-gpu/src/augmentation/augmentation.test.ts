import { Random } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AugmentationOptions, augmentationSchema } from "./augmentation-options.js";
import { drawVariations } from "./draw-variations.js";
import { normaliseInto } from "./normalise.js";
import { varyImages } from "./vary-images.js";
import { warpInto } from "./warp-image.js";

const crop = { height: 9, width: 7, channels: 3 as const };
const size = 9 * 7 * 3;
const still = augmentationSchema.parse({
  flip: 0,
  shift: 0,
  scale: 0,
  rotation: 0,
  brightness: 0,
  contrast: 0,
});
const pixels = (count: number, seed = 1) => {
  const random = new Random(seed);
  return Uint8Array.from({ length: count * size }, () => random.integer(256));
};
const augmented = (images: Uint8Array, options: Partial<AugmentationOptions>, seed = 1) => {
  const count = images.length / size;
  const variations = drawVariations(count, crop, { ...still, ...options }, new Random(seed));
  return varyImages(images, crop, variations);
};
const normalised = (images: Uint8Array) => {
  const into = new Float32Array(images.length);
  normaliseInto(into, images);
  return into;
};

describe("augmentation", () => {
  it("only normalises, to −1…1, where every strength is 0", () => {
    const images = pixels(3);
    const result = augmented(images, {});
    expect([...result]).toEqual([...normalised(images)].map((value) => expect.closeTo(value, 5)));
    expect(Math.min(...result)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...result)).toBeLessThanOrEqual(1);
  });

  it("mirrors each row", () => {
    const images = pixels(1);
    const result = augmented(images, { flip: 1 });
    const straight = normalised(images);
    for (let y = 0; y < 9; y++) {
      for (let x = 0; x < 7; x++) {
        for (let c = 0; c < 3; c++) {
          expect(result[(y * 7 + x) * 3 + c]).toBeCloseTo(straight[(y * 7 + 6 - x) * 3 + c], 5);
        }
      }
    }
  });

  it("brightness and contrast are affine in the pixel value", () => {
    const images = Uint8Array.from({ length: size }, (_v, i) => (i % 3) * 100);
    const [a, b, c] = augmented(images, { brightness: 0.5, contrast: 0.5 }, 4);
    expect(c - b).toBeCloseTo(b - a, 5);
    expect(c - a).not.toBeCloseTo(200 / 127.5, 2);
  });

  it("repeats with the seed, differs without, and varies each image on its own", () => {
    const options = { shift: 0.2, rotation: 20, scale: 0.2, flip: 0.5 };
    const one = pixels(1);
    const twice = Uint8Array.from([...one, ...one]);
    const result = augmented(twice, options);
    expect(result).toEqual(augmented(twice, options));
    expect(result).not.toEqual(augmented(twice, options, 2));
    expect(result.subarray(0, size)).not.toEqual(result.subarray(size));
  });

  it("makes of a seed what it made before there was saturation, blur or erase", () => {
    const options = augmentationSchema.parse({});
    const variations = drawVariations(3, crop, options, new Random(5));
    const result = varyImages(pixels(3), crop, variations);
    expect([0, 1, 100, 200, 300, 566].map((i) => result[i])).toEqual(
      [0.37370458, -0.62538415, -0.70697647, 0.20520021, -0.75206745, 0.11409104].map((value) =>
        expect.closeTo(value, 6),
      ),
    );
    expect(result.reduce((sum, value) => sum + value, 0)).toBeCloseTo(-8.0624755, 4);
  });

  it("changing one strength leaves the other variations of all images alone", () => {
    const images = pixels(4);
    const a = augmented(images, { flip: 0.5 });
    const b = augmented(images, { flip: 0.5, brightness: 0.3 });
    for (let image = 0; image < 4; image++) {
      // Brightness adds a constant per image: the differences to the first pixel stay.
      const base = image * size;
      for (let i = 0; i < size; i++) {
        expect(b[base + i] - b[base]).toBeCloseTo(a[base + i] - a[base], 4);
      }
    }
  });
});

describe("warpInto", () => {
  const at = (image: Uint8Array, x: number, y: number, c: number) =>
    image[(Math.min(8, Math.max(0, y)) * 7 + Math.min(6, Math.max(0, x))) * 3 + c];

  it("agrees with bilinear interpolation written out, borders repeated", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: 6, maxLength: 6 }),
        fc.nat(100),
        (values, seed) => {
          const [a, b, c, d, e, f] = values;
          const image = pixels(1, seed);
          const into = new Float32Array(size);
          warpInto(into, image, crop, [a, b, c * 4, d, e, f * 4], 1, 0);
          for (let y = 0; y < 9; y++) {
            for (let x = 0; x < 7; x++) {
              const sx = Math.min(6, Math.max(0, a * x + b * y + c * 4));
              const sy = Math.min(8, Math.max(0, d * x + e * y + f * 4));
              const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
              for (let channel = 0; channel < 3; channel++) {
                const expected =
                  at(image, x0, y0, channel) * (1 - sx + x0) * (1 - sy + y0) +
                  at(image, x0 + 1, y0, channel) * (sx - x0) * (1 - sy + y0) +
                  at(image, x0, y0 + 1, channel) * (1 - sx + x0) * (sy - y0) +
                  at(image, x0 + 1, y0 + 1, channel) * (sx - x0) * (sy - y0);
                expect(into[(y * 7 + x) * 3 + channel]).toBeCloseTo(expected, 2);
              }
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
