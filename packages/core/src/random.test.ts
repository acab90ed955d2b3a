import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "./random.js";

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.word());

describe("Random", () => {
  it("follows xoshiro128** from a given state (second implementation with big integers)", () => {
    const random = new Random([1, 2, 3, 4]);
    let s = [1n, 2n, 3n, 4n];
    const mask = 0xffffffffn;
    const rotate = (x: bigint, bits: bigint) => ((x << bits) | (x >> (32n - bits))) & mask;
    for (let i = 0; i < 1000; i++) {
      const expected = (rotate((s[1] * 5n) & mask, 7n) * 9n) & mask;
      const t = (s[1] << 9n) & mask;
      const s2 = s[2] ^ s[0];
      const s3 = s[3] ^ s[1];
      s = [s[0] ^ s3, s[1] ^ s2, s2 ^ t, rotate(s3, 11n)];
      expect(random.word()).toBe(Number(expected));
    }
  });

  it("gives one sequence for one seed, others for other seeds", () => {
    expect(draw(new Random(7), 10)).toEqual(draw(new Random(7), 10));
    expect(draw(new Random(7), 10)).not.toEqual(draw(new Random(8), 10));
  });

  it("continues from its state, which survives JSON", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, skip) => {
        const random = new Random(seed);
        draw(random, skip);
        const state = JSON.parse(JSON.stringify(random.state()));
        expect(draw(new Random(state), 5)).toEqual(draw(random, 5));
      }),
    );
  });

  it("forks without moving on, differently for each label", () => {
    const random = new Random(1);
    const before = random.state();
    expect(draw(random.fork("a"), 4)).toEqual(draw(random.fork("a"), 4));
    expect(draw(random.fork("a"), 4)).not.toEqual(draw(random.fork("b"), 4));
    expect(random.state()).toEqual(before);
  });

  it("draws integers evenly and refuses counts without any", () => {
    const random = new Random(3);
    const counts = new Array(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[random.integer(6)]++;
    // Chi-square with 5 degrees of freedom: 20.5 is passed once in a thousand times.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(20.5);
    expect(() => random.integer(0)).toThrow(RangeError);
    expect(() => random.integer(1.5)).toThrow(RangeError);
  });

  it("draws normal numbers with the mean and deviation asked for", () => {
    const random = new Random(5);
    const values = Array.from({ length: 40_000 }, () => random.normal(2, 3));
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 2)).toBeLessThan(0.06);
    expect(Math.abs(Math.sqrt(variance) - 3)).toBeLessThan(0.06);
  });

  it("shuffles into a permutation, each place equally likely", () => {
    const random = new Random(9);
    const first = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) {
      const items = random.shuffle([0, 1, 2, 3]);
      expect([...items].sort()).toEqual([0, 1, 2, 3]);
      first[items[0]]++;
    }
    for (const count of first) expect(Math.abs(count - 2000)).toBeLessThan(160);
  });
});
