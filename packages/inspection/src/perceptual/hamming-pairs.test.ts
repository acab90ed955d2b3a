import fc from "fast-check";
import { expect, it } from "vitest";
import { countBits, findHammingPairs } from "./hamming-pairs.js";

const word = fc.integer({ min: 0, max: 0xffffffff });
/** Hashes of which many are near each other: a few words, with a few bits turned over. */
const hashes = fc
  .tuple(
    fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.array(fc.nat({ max: 63 }), { maxLength: 9 })), {
      maxLength: 25,
    }),
  )
  .map(([seeds, copies]) =>
    Uint32Array.from(
      copies.flatMap(([seed, flips]) => {
        const hash = [...seeds[seed % seeds.length]];
        for (const bit of flips) hash[bit >> 5] ^= 1 << (bit & 31);
        return hash;
      }),
    ),
  );

function bruteForce(table: Uint32Array, limit: number): string[] {
  const count = table.length / 2;
  const found: string[] = [];
  for (let first = 0; first < count; first++) {
    for (let second = first + 1; second < count; second++) {
      let bits = 0;
      for (let bit = 0; bit < 64; bit++) {
        const shift = bit & 31;
        const at = bit >> 5;
        const [a, b] = [table[2 * first + at], table[2 * second + at]];
        bits += ((a >>> shift) & 1) ^ ((b >>> shift) & 1);
      }
      if (bits <= limit) found.push(`${first} ${second} ${bits}`);
    }
  }
  return found.sort();
}

it("finds what comparing all with all finds, each pair once", () => {
  fc.assert(
    fc.property(hashes, fc.integer({ min: 0, max: 11 }), (table, limit) => {
      const found: string[] = [];
      findHammingPairs(table, limit, (first, second, bits) => {
        found.push(`${first} ${second} ${bits}`);
        return true;
      });
      expect(found.sort()).toEqual(bruteForce(table, limit));
    }),
    { numRuns: 60 },
  );
});

it("ends when it is told to", () => {
  let calls = 0;
  findHammingPairs(new Uint32Array(20), 0, () => {
    calls++;
    return calls < 5;
  });
  expect(calls).toBe(5);
});

it("counts bits", () => {
  fc.assert(
    fc.property(word, (value) => {
      expect(countBits(value)).toBe([...value.toString(2)].filter((digit) => digit === "1").length);
    }),
  );
});
