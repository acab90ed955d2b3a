import { Random } from "@multibatch/core";
import { expect, it } from "vitest";
import { createFeatureExtractor, featureCount, frequencies } from "./frequency-features.js";

const extract = (pixels: Uint8Array, height: number, width: number, channels: 1 | 3 = 1) => {
  const features = new Float32Array(featureCount);
  createFeatureExtractor({ height, width, channels })(pixels, features);
  return features;
};

it("are the 64 lowest frequencies, each once, without the mean", () => {
  expect(new Set(frequencies.map(String)).size).toBe(64);
  expect(frequencies).not.toContainEqual([0, 0]);
  expect(frequencies.slice(0, 2)).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

it("are the transform as its definition has it", () => {
  const [height, width] = [9, 13];
  const random = new Random(1);
  const pixels = Uint8Array.from({ length: height * width }, () => random.integer(256));
  const found = extract(pixels, height, width);
  frequencies.forEach(([u, v], i) => {
    let sum = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const across = Math.cos((Math.PI * u * (2 * x + 1)) / (2 * width));
        const down = Math.cos((Math.PI * v * (2 * y + 1)) / (2 * height));
        sum += pixels[y * width + x] * across * down;
      }
    }
    expect(found[i]).toBeCloseTo(sum / (height * width), 4);
  });
});

it("are 0 where there is nothing to see, whatever the colour", () => {
  const features = extract(new Uint8Array(20 * 30 * 3).fill(77), 20, 30, 3);
  for (const feature of features) expect(Math.abs(feature)).toBeLessThan(1e-4);
});

it("hardly depend on the size of the image", () => {
  const slope = (size: number) =>
    Uint8Array.from({ length: size * size }, (_, i) => (200 * (i % size)) / size);
  const [small, large] = [extract(slope(24), 24, 24), extract(slope(96), 96, 96)];
  small.forEach((feature, i) => {
    expect(Math.abs(feature - large[i])).toBeLessThan(1);
  });
  expect(Math.abs(large[1])).toBeGreaterThan(30);
});
