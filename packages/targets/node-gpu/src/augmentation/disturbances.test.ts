import { Random } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { augmentationSchema } from "./augmentation-options.js";
import { drawVariations } from "./draw-variations.js";
import { saturate } from "./saturate.js";
import { shrinkImage } from "./shrink-image.js";
import type { Variation } from "./variation.js";
import { varyImages } from "./vary-images.js";

const crop = { height: 20, width: 16, channels: 3 as const };
const size = 20 * 16 * 3;
const still = { flip: 0, shift: 0, scale: 0, rotation: 0, brightness: 0, contrast: 0 };
const pixels = (count: number, seed = 1) => {
  const random = new Random(seed);
  return Uint8Array.from({ length: count * size }, () => random.integer(256));
};
const drawn = (count: number, options: object, seed = 1): Variation[] =>
  drawVariations(count, crop, augmentationSchema.parse(options), new Random(seed));
const varied = (images: Uint8Array, options: object, seed = 1) =>
  varyImages(images, crop, drawn(images.length / size, { ...still, ...options }, seed));
const channelMeans = (image: Float32Array) =>
  [0, 1, 2].map((c) => (3 * image.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0)) / size);

describe("drawVariations", () => {
  it("leaves images alone where nothing is asked for", () => {
    for (const variation of drawn(20, {})) {
      expect(variation).toMatchObject({ saturation: 1, shrinkage: 1 });
      expect(variation.erased).toBeUndefined();
    }
  });

  it("keeps each variation where another one is switched on", () => {
    const all = { saturation: 0.5, blur: { probability: 0.5 }, erase: { probability: 0.5 } };
    const whole = drawn(50, all);
    const only = (options: object) => drawn(50, options);
    expect(whole.map(({ source, gain, bias }) => ({ source, gain, bias }))).toEqual(
      only({}).map(({ source, gain, bias }) => ({ source, gain, bias })),
    );
    expect(whole.map(({ saturation }) => saturation)).toEqual(
      only({ saturation: all.saturation }).map(({ saturation }) => saturation),
    );
    expect(whole.map(({ shrinkage }) => shrinkage)).toEqual(
      only({ blur: all.blur }).map(({ shrinkage }) => shrinkage),
    );
    expect(whole.map(({ erased }) => erased)).toEqual(
      only({ erase: all.erase }).map(({ erased }) => erased),
    );
  });

  it("draws as often and as much as it is told", () => {
    const count = 4000;
    const options = {
      saturation: 0.4,
      blur: { probability: 0.3, factor: 4 },
      erase: { probability: 0.2, smallest: 0.1, largest: 0.3 },
    };
    const variations = drawn(count, options);
    const saturations = variations.map(({ saturation }) => saturation);
    expect(Math.min(...saturations)).toBeCloseTo(0.6, 2);
    expect(Math.max(...saturations)).toBeCloseTo(1.4, 2);
    const shrinkages = variations.flatMap(({ shrinkage }) => (shrinkage > 1 ? [shrinkage] : []));
    expect(shrinkages.length / count).toBeCloseTo(0.3, 1);
    expect(Math.max(...shrinkages)).toBeCloseTo(4, 1);
    const erased = variations.flatMap((variation) => variation.erased ?? []);
    expect(erased.length / count).toBeCloseTo(0.2, 1);
    const shares = erased.map(({ height, width }) => (height * width) / (20 * 16));
    expect(shares.reduce((a, b) => a + b) / shares.length).toBeCloseTo(0.2, 1);
    expect(Math.min(...shares)).toBeGreaterThan(0.07);
    expect(Math.max(...shares)).toBeLessThan(0.34);
  });

  it("erases within the image, whatever its size and the share", () => {
    const length = fc.integer({ min: 1, max: 40 });
    const share = fc.double({ min: 0.001, max: 1, noNaN: true });
    fc.assert(
      fc.property(length, length, share, share, fc.nat(99), (height, width, a, b, seed) => {
        const erase = { probability: 1, smallest: Math.min(a, b), largest: Math.max(a, b) };
        const options = augmentationSchema.parse({ erase });
        const [{ erased }] = drawVariations(1, { height, width }, options, new Random(seed));
        const { top, left, ...part } = erased!;
        expect(Math.min(top, left, part.height - 1, part.width - 1)).toBeGreaterThanOrEqual(0);
        expect(top + part.height).toBeLessThanOrEqual(height);
        expect(left + part.width).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("refuses a smallest share above the largest", () => {
    const refused = augmentationSchema.safeParse({ erase: { smallest: 0.5, largest: 0.1 } });
    expect(refused.error?.issues[0]).toMatchObject({ path: ["erase"] });
    expect(refused.error?.issues[0].message).toMatch(/smallest to be no more than largest/);
  });
});

describe("erase", () => {
  it("fills the drawn rectangle with the image's mean colour, and nothing else", () => {
    const images = pixels(3);
    const erase = { probability: 1, smallest: 0.1, largest: 0.4 };
    const before = varied(images, {});
    const after = varied(images, { erase });
    for (const [index, { erased }] of drawn(3, { erase }).entries()) {
      const part = (all: Float32Array) => all.subarray(index * size, (index + 1) * size);
      const means = channelMeans(part(before));
      part(after).forEach((value, i) => {
        const [x, y] = [Math.floor(i / 3) % 16, Math.floor(i / 48)];
        const { top, left, height, width } = erased!;
        const inside = x >= left && x < left + width && y >= top && y < top + height;
        expect(value).toBeCloseTo(inside ? means[i % 3] : part(before)[i], 5);
      });
    }
  });
});

describe("saturation", () => {
  it("mixes with the grey of each pixel, which it leaves", () => {
    const image = Float32Array.of(0.5, -0.2, 0.1);
    const grey = 0.299 * 0.5 - 0.587 * 0.2 + 0.114 * 0.1;
    const saturated = (factor: number) => {
      const copy = image.slice();
      saturate(copy, factor);
      return [...copy].map((value) => expect.closeTo(value, 6));
    };
    expect([grey, grey, grey]).toEqual(saturated(0));
    expect([...image]).toEqual(saturated(1));
    expect([...image].map((value) => grey + 1.5 * (value - grey))).toEqual(saturated(1.5));
  });

  it("leaves grey images as they are, in one channel or in three", () => {
    const grey = pixels(1).map((_, i, all) => all[i - (i % 3)]);
    const close = (values: Float32Array) => [...values].map((value) => expect.closeTo(value, 6));
    expect([...varied(grey, { saturation: 1 })]).toEqual(close(varied(grey, {})));
    const single = { ...crop, channels: 1 as const };
    const variations = drawn(3, { ...still, saturation: 1 });
    const plain = drawn(3, still);
    expect(varyImages(pixels(1), single, variations)).toEqual(varyImages(pixels(1), single, plain));
  });
});

describe("shrinkImage", () => {
  it("keeps the mean and constant images, and agrees with means of blocks", () => {
    const image = pixels(1);
    const half = shrinkImage(image, crop, { height: 10, width: 8 });
    for (let y = 0; y < 10; y++) {
      for (let x = 0; x < 8; x++) {
        for (let c = 0; c < 3; c++) {
          const at = (row: number, column: number) => image[(row * 16 + column) * 3 + c];
          const block = [at(2 * y, 2 * x), at(2 * y, 2 * x + 1)];
          block.push(at(2 * y + 1, 2 * x), at(2 * y + 1, 2 * x + 1));
          const mean = block.reduce((a, b) => a + b) / 4;
          expect(Math.abs(half[(y * 8 + x) * 3 + c] - mean)).toBeLessThanOrEqual(0.5);
        }
      }
    }
    const target = {
      height: fc.integer({ min: 1, max: 20 }),
      width: fc.integer({ min: 1, max: 16 }),
    };
    fc.assert(
      fc.property(fc.record(target), fc.nat(255), ({ height, width }, value) => {
        const constant = shrinkImage(new Uint8Array(size).fill(value), crop, { height, width });
        expect(constant).toEqual(new Uint8Array(height * width * 3).fill(value));
        const mean = (values: Uint8Array) => values.reduce((a, b) => a + b, 0) / values.length;
        const shrunk = shrinkImage(image, crop, { height, width });
        expect(Math.abs(mean(shrunk) - mean(image))).toBeLessThan(0.6);
      }),
    );
  });
});

describe("blur", () => {
  const always = { blur: { probability: 1, factor: 6 } };

  it("takes detail away, and leaves the rest where it is", () => {
    // A ramp has no detail: through fewer pixels it stays but at the borders.
    const ramp = Uint8Array.from({ length: size }, (_, i) => 10 * (Math.floor(i / 3) % 16));
    const [sharp, blurred] = [varied(ramp, {}), varied(ramp, always)];
    const inner = (_: number, i: number) => Math.abs((Math.floor(i / 3) % 16) - 7.5) < 5;
    const close = [...sharp].filter(inner).map((value) => expect.closeTo(value, 1));
    expect([...blurred].filter(inner)).toEqual(close);

    const noise = pixels(1);
    const energy = (image: Float32Array) =>
      image.reduce((sum, value, i) => sum + (i < 3 ? 0 : (value - image[i - 3]) ** 2), 0);
    expect(energy(varied(noise, always))).toBeLessThan(0.3 * energy(varied(noise, {})));
  });

  it("goes with a warp: blurred and mirrored is mirrored and blurred", () => {
    const noise = pixels(1);
    const mirrored = varied(noise, { ...always, flip: 1 });
    const blurred = varied(noise, always);
    mirrored.forEach((value, i) => {
      const pixel = Math.floor(i / 3);
      const opposite = pixel - (pixel % 16) + 15 - (pixel % 16);
      expect(value).toBeCloseTo(blurred[3 * opposite + (i % 3)], 5);
    });
  });
});
