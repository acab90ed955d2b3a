import { testLoss } from "@multibatch/conformance";
import { ConfigError, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
// Registers the gradients of tfjs.
import "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import triplet, { type TripletOptions, tripletLoss } from "./index.js";
import { type Points, reference } from "./test-support/reference.js";

testLoss("triplet, defaults", () => triplet().create());
testLoss("triplet, squared, margin 0.5", () =>
  triplet({ norm: "squared-l2", margin: 0.5 }).create(),
);
testLoss("triplet, batch-all, margin 0.2", () =>
  triplet({ variant: "batch-all", margin: 0.2 }).create(),
);
testLoss("triplet, batch-all, soft, l1", () =>
  triplet({ variant: "batch-all", norm: "l1" }).create(),
);

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const variants: TripletOptions[] = (["batch-hard", "batch-all"] as const).flatMap((variant) =>
  ([0.3, "soft"] as const).flatMap((margin) =>
    (["squared-l2", "l2"] as const).map((norm) => ({ variant, margin, norm })),
  ),
);

describe("known answers", () => {
  const points = [[0], [1], [3], [7]];
  const identities = [0, 0, 1, 1];
  // Farthest same: 1 1 4 4; nearest different: 3 2 2 6, so gaps −2 −1 2 −2.
  it.each<[Partial<TripletOptions>, number]>([
    [{ margin: 1.5 }, (0.5 + 3.5) / 4],
    [{ margin: 0 }, 2 / 4],
    [{ margin: "soft" }, [-2, -1, 2, -2].reduce((sum, x) => sum + Math.log1p(Math.exp(x)) / 4, 0)],
    // Gaps of all triplets: 1−3, 1−7; 1−2, 1−6; 4−3, 4−2; 4−7, 4−6.
    [{ variant: "batch-all", margin: 0 }, (1 + 2) / 2],
    [{ variant: "batch-all", margin: 1.5 }, (0.5 + 2.5 + 3.5) / 3],
  ])("%o", (given, expected) => {
    const options = triplet(given).options as TripletOptions;
    expect(compute(points, identities, options).value).toBeCloseTo(expected, 6);
    expect(reference(points, identities, options)).toBeCloseTo(expected, 12);
  });

  it("gives the gradient of the hardest triplets to their images", () => {
    // Only the anchor at 3 costs anything: 4 − 2; d|3−7| and −d|3−1|, a quarter of each.
    const { gradient } = compute(points, identities, {
      variant: "batch-hard",
      margin: 0,
      norm: "l2",
    });
    expect(gradient.flat().map((x) => x + 0)).toEqual([0, 0.25, -0.5, 0.25]);
  });
});

describe.each(variants)("$variant, margin $margin, $norm", (options) => {
  const batches = fc
    .record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      identities: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 9 }),
      scale: fc.constantFrom(0.05, 1, 6),
    })
    .map(({ seed, identities, scale }) => {
      const random = new Random(seed);
      return {
        identities,
        points: identities.map(() => [0, 1, 2].map(() => random.normal(0, scale))),
      };
    });

  it("is what the definition says, triplet by triplet", () => {
    fc.assert(
      fc.property(batches, ({ points, identities }) => {
        const expected = reference(points, identities, options);
        const { value } = compute(points, identities, options);
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(2e-5 * Math.max(1, expected));
      }),
      { numRuns: 60 },
    );
  });

  it("has the gradient that differences of the definition show", () => {
    const random = new Random(5);
    const identities = [0, 0, 0, 1, 1, 2, 2, 9];
    const points = identities.map(() => [0, 1, 2].map(() => random.normal()));
    const { gradient } = compute(points, identities, options);
    points.forEach((row, i) => {
      row.forEach((_x, d) => {
        const at = (t: number) =>
          reference(
            points.map((r, n) => (n === i ? r.map((x, m) => (m === d ? x + t : x)) : r)),
            identities,
            options,
          );
        expect(gradient[i][d]).toBeCloseTo((at(1e-6) - at(-1e-6)) / 2e-6, 4);
      });
    });
  });

  it("moves no embedding as a whole: the rows of the gradient sum to 0", () => {
    fc.assert(
      fc.property(batches, ({ points, identities }) => {
        const { gradient } = compute(points, identities, options);
        for (const d of [0, 1, 2]) {
          const sum = gradient.reduce((total, row) => total + row[d], 0);
          expect(Math.abs(sum)).toBeLessThanOrEqual(
            1e-4 * Math.max(1, ...gradient.flat().map(Math.abs)),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it("passes over an identity that is alone: as an anchor it costs nothing", () => {
    const alone = compute([[0], [1], [500]], [0, 1, 2], options);
    expect(alone.value).toBe(0);
    expect(alone.gradient.flat().map(Math.abs)).toEqual([0, 0, 0]);
    const pair = compute([[0], [0.1]], [4, 4], options);
    expect(pair.value).toBe(0);
  });

  it("stays finite where all points are one, and splits ties evenly", () => {
    const { value, gradient } = compute(
      Array.from({ length: 6 }, () => [3, -1]),
      [0, 0, 0, 1, 1, 2],
      options,
    );
    expect(value).toBeCloseTo(options.margin === "soft" ? Math.log(2) : Number(options.margin), 5);
    expect(gradient.flat().map(Math.abs)).toEqual(Array.from({ length: 12 }, () => 0));
  });

  it("is the same for a list of all pairs as for all pairs", () => {
    const random = new Random(2);
    const identities = [0, 0, 1, 1, 1];
    const points = identities.map(() => [random.normal(), random.normal()]);
    const all = compute(points, identities, options);
    const list = points.flatMap((_, i) => points.slice(0, i).map((_, j) => [i, j] as const));
    const listed = compute(points, identities, options, list);
    expect(listed.value).toBeCloseTo(all.value, 6);
    listed.gradient.flat().forEach((x, i) => {
      expect(x).toBeCloseTo(all.gradient.flat()[i], 6);
    });
  });
});

describe("options", () => {
  it("tells the distance that embeddings are compared by", async () => {
    expect((await triplet().create()).distance).toEqual({ norm: "l2" });
    expect((await triplet({ norm: "squared-l2" }).create()).distance.norm).toBe("squared-l2");
  });

  it("names what it expects", () => {
    const unchecked = (options: unknown) => () => triplet.configure(options);
    expect(unchecked({ margin: "hard" })).toThrow(
      /margin: expected a number of 0 or more, or "soft"/,
    );
    expect(unchecked({ margin: "hard" })).toThrow(ConfigError);
    expect(unchecked({ margin: -1 })).toThrow(/margin: .*>=0, received -1/);
    expect(unchecked({ distance: "l2" })).toThrow(/distance/);
  });
});

it("diagnoses by hand-computed numbers", async () => {
  const loss = await triplet({ margin: 1.5 }).create();
  const values = tf.tidy(() => {
    const identities = tf.tensor1d([0, 0, 1, 1, 2], "int32");
    const points = tf.tensor2d([[0], [1], [3], [7], [20]]);
    return loss.diagnose(points, { identities, pairs: "all" }).dataSync();
  });
  const named = Object.fromEntries(loss.diagnosticNames.map((name, i) => [name, values[i]]));
  expect(named.activeShare).toBeCloseTo(2 / 4, 6);
  expect(named.meanSameDistance).toBeCloseTo((1 + 4) / 2, 5);
  expect(named.farthestSameDistance).toBeCloseTo((1 + 1 + 4 + 4) / 4, 5);
  expect(named.nearestDifferentDistance).toBeCloseTo((3 + 2 + 2 + 6) / 4, 5);
  expect(named.meanDifferentDistance).toBeCloseTo((3 + 7 + 20 + 2 + 6 + 19 + 17 + 13) / 8, 4);
});

/** The loss and its gradient under test, in plain numbers; expects no tensor to be left. */
function compute(
  points: Points,
  identities: readonly number[],
  options: TripletOptions,
  pairs?: readonly (readonly [number, number])[],
) {
  const before = tf.memory().numTensors;
  const result = tf.tidy(() => {
    const batch = {
      identities: tf.tensor1d([...identities], "int32"),
      pairs: pairs ? tf.tensor2d(pairs.flat(), [pairs.length, 2], "int32") : ("all" as const),
    };
    const { value, grad } = tf.valueAndGrad((f: tf.Tensor) =>
      tripletLoss(f as tf.Tensor2D, batch, options),
    )(tf.tensor2d(points.map((row) => [...row])));
    return { value: value.dataSync()[0], gradient: grad.arraySync() as number[][] };
  });
  expect(tf.memory().numTensors).toBe(before);
  return result;
}
