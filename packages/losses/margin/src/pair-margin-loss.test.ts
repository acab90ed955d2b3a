import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import {
  allPairs,
  compute,
  expectRows,
  nameOf,
  norms,
  type Points,
  reference,
  slopes,
  squared,
} from "./test-support/reference.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
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
