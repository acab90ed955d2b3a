import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { compute, expectRows, norms, reference, squared } from "./test-support/reference.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

describe("properties", () => {
  // On a grid, so that points coincide or stand well apart; points between have a test of their own.
  const coordinate = fc.integer({ min: -12, max: 12 }).map((x) => x / 4);
  /** Float32 rounding, which grows with the squares of the coordinates. */
  const rounding = (points: readonly number[][]) =>
    1e-5 * Math.max(1, ...points.flat().map((x) => x * x));
  const batch = fc
    .record({ k: fc.integer({ min: 1, max: 7 }), d: fc.integer({ min: 2, max: 4 }) })
    .chain(({ k, d }) =>
      fc.record({
        points: fc.array(fc.array(coordinate, { minLength: d, maxLength: d }), {
          minLength: k,
          maxLength: k,
        }),
        identities: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: k, maxLength: k }),
        distance: fc.constantFrom(...norms),
        weights: fc.constantFrom("uniform" as const, "balanced" as const),
        theta: fc.double({ min: 1.1, max: 6, noNaN: true }),
      }),
    );

  it("equals the definition for any batch, norm and weights", () => {
    fc.assert(
      fc.property(batch, ({ points, identities, distance, weights, theta }) => {
        const { value } = compute(points, identities, theta, { distance, weights });
        const expected = reference(points, identities, theta, distance, { weights });
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(rounding(points));
      }),
    );
  });

  it("has gradients whose rows sum to 0", () => {
    fc.assert(
      fc.property(batch, ({ points, identities, distance, weights, theta }) => {
        const { gradient } = compute(points, identities, theta, { distance, weights });
        gradient[0].forEach((_x, d) => {
          const sum = gradient.reduce((total, row) => total + row[d], 0);
          expect(Math.abs(sum)).toBeLessThanOrEqual(rounding(points));
        });
      }),
    );
  });

  it("does not change when the plane is turned and moved", () => {
    fc.assert(
      fc.property(
        batch,
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        coordinate,
        ({ points, identities, weights, theta }, angle, shift) => {
          const [c, s] = [Math.cos(angle), Math.sin(angle)];
          const moved = points.map(([x, y, ...rest]) => [
            c * x - s * y + shift,
            s * x + c * y - shift,
            ...rest,
          ]);
          const settings = { distance: squared, weights };
          const still = compute(points, identities, theta, settings).value;
          const turned = compute(moved, identities, theta, settings).value;
          expect(Math.abs(turned - still)).toBeLessThanOrEqual(rounding(moved));
        },
      ),
    );
  });

  it("does not mind the order of the batch", () => {
    fc.assert(
      fc.property(batch, fc.nat(), ({ points, identities, distance, weights, theta }, seed) => {
        const order = new Random(seed).shuffle([...points.keys()]);
        const still = compute(points, identities, theta, { distance, weights });
        const permuted = compute(
          order.map((i) => points[i]),
          order.map((i) => identities[i]),
          theta,
          { distance, weights },
        );
        expect(Math.abs(permuted.value - still.value)).toBeLessThanOrEqual(rounding(points));
      }),
    );
  });

  it("pulls near points of one identity together with slope 1 in the plain norm, or not at all", () => {
    // The Gram matrix resolves distances down to 0.3 % of the points' size.
    for (let distance = 1e-7; distance < 1; distance *= 1.7) {
      const points = [
        [5, 5],
        [5 + distance, 5],
        [-5, 0],
      ];
      const { gradient } = compute(points, [0, 0, 1], 1.1, {
        distance: { norm: "l2" },
        margin: 2,
      });
      // The pair's weight is 1/6 in each order; the third point is too far to matter.
      const slope = gradient[1][0] / (2 / 6);
      if (distance > 0.05) expect(Math.abs(slope - 1)).toBeLessThan(0.05);
      else if (distance < 0.01) expect(slope).toBe(0);
      else expect(Math.min(Math.abs(slope), Math.abs(slope - 1))).toBeLessThan(0.05);
      expect(Math.abs(gradient[0][0] + gradient[1][0])).toBeLessThan(1e-4);
    }
  });

  it("gives 0, not NaN, for one image", () => {
    for (const distance of norms) {
      for (const weights of ["uniform", "balanced"] as const) {
        const { value, gradient, thetaGradient } = compute([[1, 2]], [0], 2, { distance, weights });
        expect([value, thetaGradient]).toEqual([0, -0]);
        expect(gradient.flat().map(Math.abs)).toEqual([0, 0]);
      }
    }
  });

  it("gives a finite gradient, 0 by symmetry, where points coincide, in every norm", () => {
    for (const distance of norms) {
      for (const pairs of [
        undefined,
        [
          [0, 1],
          [1, 2],
          [0, 2],
        ] as const,
      ]) {
        for (const point of [
          [0, 0],
          [0.3, -70],
          [1e-20, 1e4],
        ]) {
          const result = compute([point, point, point], [0, 0, 1], 2, { distance, pairs });
          // Two of three pairs are different, at 1 + 2 each.
          expect(result.value).toBeCloseTo(2, 5);
          for (const g of result.gradient.flat()) expect(Math.abs(g)).toBeLessThan(1e-3);
        }
      }
    }
  });

  it("stays finite for large powers, where x^p is no float32", () => {
    const distance = { norm: "lp", p: 60 } as const;
    const points = [
      [10, 0.01],
      [0, 0],
      [-5, 7],
    ];
    const { value, gradient } = compute(points, [0, 0, 1], 3, { distance });
    expect(value).toBeCloseTo(reference(points, [0, 0, 1], 3, distance), 4);
    expect(gradient.flat().every(Number.isFinite)).toBe(true);
  });

  it("gives the whole weight to the only kind there is, when balanced", () => {
    const points = [
      [0, 0],
      [1, 0],
      [0, 2],
    ];
    for (const identities of [
      [1, 1, 1],
      [1, 2, 3],
    ]) {
      const uniform = compute(points, identities, 2, { distance: squared });
      const balanced = compute(points, identities, 2, { distance: squared, weights: "balanced" });
      expect(balanced.value).toBeCloseTo(uniform.value, 6);
      expectRows(balanced.gradient, uniform.gradient, 1e-6);
    }
  });
});
