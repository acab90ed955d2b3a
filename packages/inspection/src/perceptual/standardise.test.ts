import { Random } from "@multibatch/core";
import { expect, it } from "vitest";
import { featureCount } from "./frequency-features.js";
import { countBits } from "./hamming-pairs.js";
import { standardise } from "./standardise.js";

/** Features that all lie around one face, as those of aligned images do. */
function alike(count: number): Float32Array {
  const random = new Random(3);
  const face = Array.from({ length: featureCount }, () => 40 * random.uniform() - 20);
  return Float32Array.from(
    { length: count * featureCount },
    (_, i) => face[i % featureCount] + 4 * (random.uniform() - 0.5),
  );
}

it("halves the images at every bit, though they all look alike", () => {
  const count = 4000;
  const { hashes } = standardise(alike(count));
  for (let bit = 0; bit < 64; bit++) {
    let set = 0;
    for (let image = 0; image < count; image++) {
      set += (hashes[2 * image + (bit >> 5)] >>> (bit & 31)) & 1;
    }
    expect(set / count).toBeGreaterThan(0.35);
    expect(set / count).toBeLessThan(0.65);
  }
});

it("leaves directions of length 1, and of length 0 where there is no structure among blanks", () => {
  const { directions, count } = standardise(alike(10));
  for (let image = 0; image < count; image++) {
    const own = directions.subarray(image * featureCount, (image + 1) * featureCount);
    expect(own.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  }
  const blank = standardise(new Float32Array(3 * featureCount));
  expect(blank.directions.every((value) => value === 0)).toBe(true);
  expect(blank.hashes.every((word) => countBits(word) === 0)).toBe(true);
  expect(standardise(new Float32Array(0)).count).toBe(0);
});
