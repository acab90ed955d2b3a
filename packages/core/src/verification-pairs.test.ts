import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "./errors.js";
import { drawVerificationPairs } from "./verification-pairs.js";

const population = (sizes: readonly number[]) => {
  const identities = sizes.flatMap((size, identity) => new Array<number>(size).fill(identity * 3));
  return {
    images: Int32Array.from(identities, (_identity, i) => 100 + i),
    identities: Int32Array.from(identities),
  };
};
const drawing = { name: "test", statement: "", folds: 4, pairsPerKind: 10, seed: 1 };

describe("drawVerificationPairs", () => {
  it("draws balanced, true, distinct pairs with no identity in two folds", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 16, maxLength: 40 }),
        fc.nat(),
        (sizes, seed) => {
          const drawn = population(sizes);
          const identityOf = (image: number) => drawn.identities[image - 100];
          const { folds } = drawVerificationPairs(drawn, { ...drawing, seed });
          const foldOf = new Map<number, number>();
          folds.forEach(({ first, second, same }, fold) => {
            const keys = new Set<string>();
            first.forEach((a, i) => {
              const b = second[i];
              expect(a).not.toBe(b);
              expect(same[i] === 1).toBe(identityOf(a) === identityOf(b));
              keys.add([Math.min(a, b), Math.max(a, b)].join());
              for (const image of [a, b]) {
                expect(foldOf.get(identityOf(image)) ?? fold).toBe(fold);
                foldOf.set(identityOf(image), fold);
              }
            });
            expect(keys.size).toBe(first.length);
            expect(same.reduce((sum, value) => sum + value, 0)).toBe(same.length / 2);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it("finds nearly every pair there is where many are asked for", () => {
    // 3 identities of 10 images in each fold: 135 distinct same pairs.
    const drawn = population(new Array(6).fill(10));
    const { folds } = drawVerificationPairs(drawn, { ...drawing, folds: 2, pairsPerKind: 200 });
    for (const { same } of folds) expect(same.length / 2).toBeGreaterThan(125);
  });

  it("is the same for one seed and another for another", () => {
    const drawn = population(new Array(20).fill(5));
    const pairs = (seed: number) =>
      drawVerificationPairs(drawn, { ...drawing, seed }).folds[0].first;
    expect(pairs(3)).toEqual(pairs(3));
    expect(pairs(3)).not.toEqual(pairs(4));
  });

  it("explains what is missing where a fold has too few identities", () => {
    expect(() => drawVerificationPairs(population([3, 3]), drawing)).toThrow(DataError);
    expect(() => drawVerificationPairs(population([1, 1, 1, 1, 1, 1, 1, 1]), drawing)).toThrow(
      /Ask for fewer folds/,
    );
  });
});
