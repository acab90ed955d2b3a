import { type Distance, distanceBetween, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type PairMarginSettings, pairMarginLoss } from "./pair-margin-loss.js";

type Points = readonly (readonly number[])[];
type Weights = PairMarginSettings["weights"] | "same" | "different";

/** The loss by its definition, pair by pair, in double precision: the second implementation. */
function reference(
  points: Points,
  identities: readonly number[],
  theta: number,
  distance: Distance,
  { margin = 1, weights = "uniform" as Weights, pairs = allPairs(points.length) } = {},
): number {
  const sums = { same: 0, different: 0 };
  const counts = { same: 0, different: 0 };
  for (const [i, j] of pairs) {
    const kind = identities[i] === identities[j] ? "same" : "different";
    const y = kind === "same" ? 1 : -1;
    sums[kind] += Math.max(
      0,
      margin - y * (theta - distanceBetween(points[i], points[j], distance)),
    );
    counts[kind]++;
  }
  const mean = (kind: "same" | "different") => (counts[kind] ? sums[kind] / counts[kind] : 0);
  if (weights === "same" || weights === "different") return mean(weights);
  if (pairs.length === 0) return 0;
  if (weights === "uniform") return (sums.same + sums.different) / pairs.length;
  const kinds = Math.min(counts.same, 1) + Math.min(counts.different, 1);
  return (mean("same") + mean("different")) / kinds;
}

function allPairs(k: number): [number, number][] {
  return Array.from({ length: k * k }, (_, n): [number, number] => [
    Math.floor(n / k),
    n % k,
  ]).filter(([i, j]) => i !== j);
}

/** Central differences of a double-precision function of the points. */
function slopes(points: Points, value: (points: Points) => number, step = 1e-6): number[][] {
  return points.map((row, i) =>
    row.map((_x, d) => {
      const moved = (t: number) =>
        points.map((r, n) => (n === i ? r.map((x, m) => (m === d ? x + t : x)) : r));
      return (value(moved(step)) - value(moved(-step))) / (2 * step);
    }),
  );
}

interface Case {
  readonly distance: Distance;
  readonly weights?: PairMarginSettings["weights"];
  readonly margin?: number;
  readonly pairs?: readonly (readonly [number, number])[];
}

/** The loss and its gradients under test, in plain numbers; expects no tensor to be left. */
function compute(
  points: Points,
  identities: readonly number[],
  theta: number,
  { distance, weights = "uniform", margin = 1, pairs }: Case,
) {
  const before = tf.memory().numTensors;
  const result = tf.tidy(() => {
    const batch = {
      identities: tf.tensor1d([...identities], "int32"),
      pairs: pairs ? tf.tensor2d(pairs.flat(), [pairs.length, 2], "int32") : ("all" as const),
    };
    const embeddings = tf.tensor2d(points.map((row) => [...row]));
    const { value, grads } = tf.valueAndGrads((f: tf.Tensor, t: tf.Tensor) =>
      pairMarginLoss(f as tf.Tensor2D, batch, t, { distance, margin, weights }),
    )([embeddings, tf.scalar(theta)]);
    return {
      value: value.dataSync()[0],
      gradient: grads[0].arraySync() as number[][],
      thetaGradient: grads[1].dataSync()[0],
    };
  });
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

function expectRows(actual: Points, expected: Points, tolerance: number): void {
  const scale = Math.max(1, ...expected.flat().map(Math.abs));
  actual.forEach((row, i) => {
    row.forEach((x, d) => {
      expect(Math.abs(x - expected[i][d])).toBeLessThanOrEqual(tolerance * scale);
    });
  });
}

const squared: Distance = { norm: "squared-l2" };
const norms: readonly Distance[] = [
  squared,
  { norm: "l2" },
  { norm: "l1" },
  { norm: "lp", p: 1 },
  { norm: "lp", p: 1.5 },
  { norm: "lp", p: 2 },
  { norm: "lp", p: 3 },
];
const nameOf = (distance: Distance) => JSON.stringify(distance);

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

describe("known answers: five unit vectors at 0°, 20°, …, 80°", () => {
  const points = [0, 20, 40, 60, 80].map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return [Math.cos(angle), Math.sin(angle)];
  });
  const identities = [0, 0, 1, 1, 2];
  const kindPairs = (same: boolean) =>
    allPairs(5).filter(([i, j]) => (identities[i] === identities[j]) === same);

  for (const known of [
    {
      theta: 0.5,
      all: 0.809626665871,
      same: 0.620614758428,
      different: 0.856879642732,
      contrastive: 1.47749440116,
      inTheta: 0.5,
      inFirst: [-0.1347296355, 0.233358574],
    },
    {
      theta: 1,
      all: 1.094356301405,
      same: 0.120614758428,
      different: 1.337791687149,
      contrastive: 1.458406445577,
      inTheta: 0.6,
      inFirst: [-0.3, 0.4303201246],
    },
  ]) {
    const { theta } = known;

    it(`θ = ${theta}: loss and gradients over all pairs`, () => {
      const { value, gradient, thetaGradient } = compute(points, identities, theta, {
        distance: squared,
      });
      expect(value / known.all).toBeCloseTo(1, 6);
      expect(thetaGradient / known.inTheta).toBeCloseTo(1, 6);
      expectRows([gradient[0]], [known.inFirst], 1e-6);
    });

    it(`θ = ${theta}: means over same and over different pairs, listed`, () => {
      for (const kind of ["same", "different"] as const) {
        const pairs = kindPairs(kind === "same");
        const { value } = compute(points, identities, theta, { distance: squared, pairs });
        expect(value / known[kind]).toBeCloseTo(1, 6);
      }
    });

    it(`θ = ${theta}: twice the balanced loss is the contrastive loss with θ ∓ 1`, () => {
      const { value } = compute(points, identities, theta, {
        distance: squared,
        weights: "balanced",
      });
      expect((2 * value) / known.contrastive).toBeCloseTo(1, 6);
    });

    it(`θ = ${theta}: the reference of these tests says the same, in double precision`, () => {
      const by = (weights: Weights) => reference(points, identities, theta, squared, { weights });
      expect(by("uniform")).toBeCloseTo(known.all, 11);
      expect(by("same")).toBeCloseTo(known.same, 11);
      expect(by("different")).toBeCloseTo(known.different, 11);
      expect(2 * by("balanced")).toBeCloseTo(known.contrastive, 11);
    });
  }

  it("lists all pairs to the same loss and gradients as the Gram matrix", () => {
    const all = compute(points, identities, 0.5, { distance: squared });
    const listed = compute(points, identities, 0.5, { distance: squared, pairs: allPairs(5) });
    expect(listed.value).toBeCloseTo(all.value, 6);
    expect(listed.thetaGradient).toBeCloseTo(all.thetaGradient, 6);
    expectRows(listed.gradient, all.gradient, 1e-6);
  });
});

describe("against the definition in double precision", () => {
  const random = new Random(4);
  const identities = [3, 3, 3, 8, 8, 1, 9, 9];
  const points = identities.map(() => Array.from({ length: 5 }, () => random.normal(0, 0.8)));
  const listed = [
    [0, 1],
    [0, 5],
    [6, 7],
    [2, 7],
    [3, 4],
    [4, 3],
    [1, 6],
  ] as const;

  for (const distance of norms) {
    for (const weights of ["uniform", "balanced"] as const) {
      for (const pairs of [undefined, listed]) {
        it(`${nameOf(distance)}, ${weights}, ${pairs ? "listed" : "all"} pairs`, () => {
          const settings = { margin: 0.7, weights };
          const theta = 2.3;
          const value = (p: Points, t = theta) =>
            reference(p, identities, t, distance, {
              ...settings,
              pairs: (pairs as unknown as [number, number][]) ?? allPairs(p.length),
            });
          const actual = compute(points, identities, theta, { distance, pairs, ...settings });
          expect(actual.value / value(points)).toBeCloseTo(1, 5);
          expectRows(actual.gradient, slopes(points, value), 1e-5);
          const inTheta = (value(points, theta + 1e-6) - value(points, theta - 1e-6)) / 2e-6;
          expect(actual.thetaGradient).toBeCloseTo(inTheta, 5);
        });
      }
    }
  }

  it("works in blocks the same as at once", () => {
    // 96 · 96 · 160 floats are more than one block holds.
    const many = Array.from({ length: 96 }, () =>
      Array.from({ length: 160 }, () => random.normal(0, 0.1)),
    );
    const labels = many.map((_row, i) => i % 24);
    const [l2, inBlocks] = [{ norm: "l2" }, { norm: "lp", p: 2 }] as const;
    const gram = compute(many, labels, 1.5, { distance: l2, weights: "balanced" });
    const blocks = compute(many, labels, 1.5, { distance: inBlocks, weights: "balanced" });
    expect(blocks.value).toBeCloseTo(gram.value, 5);
    expectRows(blocks.gradient, gram.gradient, 1e-5);
    expect(gram.value).toBeCloseTo(reference(many, labels, 1.5, l2, { weights: "balanced" }), 5);
  });

  it("lists more pairs than one block holds", () => {
    const many = Array.from({ length: 128 }, () => [random.normal(), random.normal()]);
    const labels = many.map((_row, i) => i % 32);
    const all = compute(many, labels, 2, { distance: squared });
    const pairs = allPairs(128);
    const list = compute(many, labels, 2, { distance: squared, pairs });
    expect(list.value).toBeCloseTo(all.value, 5);
    expectRows(list.gradient, all.gradient, 1e-5);
  });
});

describe("properties", () => {
  const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
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
        // In the plain norm by Gram matrix, distances below 1e-3 of the points' size count as 0.
        const tolerance = distance.norm === "l2" ? 1e-2 : 1e-5;
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, expected));
      }),
    );
  });

  it("has gradients whose rows sum to 0", () => {
    fc.assert(
      fc.property(batch, ({ points, identities, distance, weights, theta }) => {
        const { gradient } = compute(points, identities, theta, { distance, weights });
        const scale = Math.max(1, ...gradient.flat().map(Math.abs));
        gradient[0].forEach((_x, d) => {
          const sum = gradient.reduce((total, row) => total + row[d], 0);
          expect(Math.abs(sum)).toBeLessThanOrEqual(1e-5 * scale);
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
          expect(Math.abs(turned - still)).toBeLessThanOrEqual(1e-5 * Math.max(1, still));
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
        expect(Math.abs(permuted.value - still.value)).toBeLessThanOrEqual(
          1e-5 * Math.max(1, still.value),
        );
      }),
    );
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
