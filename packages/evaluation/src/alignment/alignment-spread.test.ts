import { composeMaps, DataError, identityMap, invertMap, Random } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignmentSpread, residualMaps } from "./alignment-spread.js";

const points = [
  [-0.3, -0.2],
  [0.3, -0.2],
  [0, 0.4],
] as const;

/** A similarity: turned by degrees, scaled, shifted. */
const similarity = (degrees: number, scale: number, x = 0, y = 0) => {
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return [cosine, -sine, x, sine, cosine, y];
};

function randomTruth(count: number, seed = 1) {
  const random = new Random(seed);
  return Array.from({ length: count }, () =>
    similarity(
      random.uniform(-30, 30),
      random.uniform(0.9, 1.5),
      random.uniform(-0.3, 0.3),
      random.uniform(-0.3, 0.3),
    ),
  );
}
const unaligned = (count: number) => Array.from({ length: count }, () => identityMap);

describe("the spread of an alignment", () => {
  test("is 0 where every warp is the true one, into whatever common pose", () => {
    const truth = randomTruth(20);
    fc.assert(
      fc.property(
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (degrees, scale) => {
          const pose = similarity(degrees, scale, 0.2, -0.1);
          const warps = truth.map((map) => composeMaps(map, pose));
          const spread = alignmentSpread({ truth, warps, points });
          expect(spread.rotation).toBeLessThan(1e-5);
          expect(spread.scale).toBeLessThan(1e-7);
          expect(spread.shift).toBeLessThan(1e-7);
          expect(spread.displacement).toBeLessThan(1e-7);
        },
      ),
    );
  });

  test("is not changed by a pose that all share, such as smaller objects", () => {
    const truth = randomTruth(200);
    const random = new Random(9);
    const warps = truth.map((map) =>
      composeMaps(map, similarity(random.uniform(-5, 5), 1, random.uniform(0, 0.1))),
    );
    const smaller = warps.map((map) => composeMaps(map, similarity(10, 3, 0.5)));
    const spread = alignmentSpread({ truth, warps, points });
    expect(spread.displacement).toBeGreaterThan(0.01);
    for (const [name, value] of Object.entries(
      alignmentSpread({ truth, warps: smaller, points }),
    )) {
      expect(value, name).toBeCloseTo(spread[name as keyof typeof spread]!, 6);
    }
  });

  test("is that of a known case: turns of ±a alone", () => {
    const truth = [similarity(12, 1), similarity(-12, 1)];
    const spread = alignmentSpread({ truth, warps: unaligned(2), points: [[1, 0]] });
    expect(spread.rotation).toBeCloseTo(12, 9);
    expect(spread.scale).toBeCloseTo(0, 9);
    // M = cos(12°)·I, so that (1, 0) is seen at (1, ±tan 12°).
    expect(spread.displacement).toBeCloseTo(Math.tan((12 * Math.PI) / 180), 9);
  });

  test("is that of a known case: shifts alone", () => {
    const truth = [
      similarity(0, 2, 0.4, 0),
      similarity(0, 2, -0.4, 0.2),
      similarity(0, 2, 0, -0.2),
    ];
    const spread = alignmentSpread({ truth, warps: unaligned(3), points });
    const [x, y] = [(0.04 + 0.04) / 3, (0.01 + 0.01) / 3];
    expect(spread.shift).toBeCloseTo(Math.sqrt((x + y) / 2), 9);
    expect(spread.displacement).toBeCloseTo(Math.sqrt(x + y), 9);
    expect(spread.rotation).toBe(0);
  });

  test("within identities leaves out what each of them has of its own", () => {
    const truth = randomTruth(60);
    const identities = truth.map((_map, image) => Math.floor(image / 4));
    const own = identities.map((identity) => similarity(0, 1 + 0.02 * identity, 0.01 * identity));
    const warps = truth.map((map, image) => composeMaps(map, own[image]));
    const spread = alignmentSpread({ truth, warps, points, identities });
    expect(spread.displacement).toBeGreaterThan(0.03);
    expect(spread.displacementWithin).toBeLessThan(1e-7);
    const mixed = identities.map((_identity, image) => image % 15);
    const without = alignmentSpread({ truth, warps: unaligned(60), points, identities: mixed });
    expect(without.displacementWithin! / without.displacement).toBeGreaterThan(0.9);
    expect(without.displacementWithin! / without.displacement).toBeLessThan(1.1);
    expect(alignmentSpread({ truth, warps, points })).not.toHaveProperty("displacementWithin");
  });

  test("residuals have the identity as mean", () => {
    const truth = randomTruth(50);
    const residuals = residualMaps(truth, unaligned(50));
    for (let i = 0; i < 6; i++) {
      const mean = residuals.reduce((sum, map) => sum + map[i] / 50, 0);
      expect(mean).toBeCloseTo(identityMap[i], 9);
    }
    expect(residuals[0]).not.toEqual(invertMap(truth[0]));
  });

  test("refuses what cannot be measured", () => {
    expect(() => alignmentSpread({ truth: [], warps: [], points })).toThrow(DataError);
    expect(() => alignmentSpread({ truth: randomTruth(2), warps: unaligned(3), points })).toThrow(
      /2 and 3/,
    );
    const flat = [[0, 0, 0, 0, 0, 0]];
    expect(() => alignmentSpread({ truth: flat, warps: unaligned(1), points })).toThrow(/flattens/);
  });
});
