import { testLoss } from "@multibatch/conformance";
import { ConfigError, MultibatchError } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import margin, { thresholdName } from "./index.js";

testLoss("margin, defaults", () => margin().create());
testLoss("margin, fixed threshold, uniform", () =>
  margin({ threshold: 2, weights: "uniform" }).create(),
);
for (const norm of ["l2", "l1", { p: 3 }] as const) {
  testLoss(`margin, ${JSON.stringify(norm)}`, () =>
    margin({ norm, margin: 0.4, threshold: { initial: 1.5 } }).create(),
  );
}

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

describe("margin", () => {
  it("tells the distance that embeddings are compared by", async () => {
    expect((await margin().create()).distance).toEqual({ norm: "squared-l2" });
    expect((await margin({ norm: "l1" }).create()).distance).toEqual({ norm: "l1" });
    expect((await margin({ norm: { p: 4 } }).create()).distance).toEqual({ norm: "lp", p: 4 });
  });

  it("refuses a threshold that leaves no room below it, and says why", () => {
    const path = (options: Parameters<typeof margin>[0]) => {
      try {
        margin(options);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        expect((error as Error).message).toMatch(/above the margin/);
        return (error as ConfigError).path;
      }
      return "nothing thrown";
    };
    expect(path({ threshold: 1 })).toBe("threshold");
    expect(path({ margin: 3, threshold: { initial: 2.5, learned: true } })).toBe("threshold");
    expect(() => margin({ margin: 3, threshold: 3.5 })).not.toThrow();
  });

  it("names what it expects of a norm and of a threshold", () => {
    const unchecked = (options: unknown) => () => margin.configure(options);
    expect(unchecked({ norm: "l3" })).toThrow(/norm: expected "squared-l2".*received "l3"/);
    expect(unchecked({ norm: { p: 0.5 } })).toThrow(/norm\.p: .*>=1, received 0\.5/);
    expect(unchecked({ threshold: "7" })).toThrow(/threshold: expected a number.*received "7"/);
  });

  it("has no variable where the threshold is fixed", async () => {
    for (const threshold of [3, { initial: 3, learned: false }]) {
      const loss = await margin({ threshold }).create();
      loss.build();
      expect(loss.variables()).toEqual({});
      loss.dispose();
    }
  });

  it("says so when used before build()", async () => {
    const loss = await margin().create();
    const embeddings = tf.zeros([2, 2]) as tf.Tensor2D;
    const identities = tf.tensor1d([0, 1], "int32");
    expect(() => loss.compute(embeddings, { identities, pairs: "all" })).toThrow(MultibatchError);
    tf.dispose([embeddings, identities]);
  });

  it("learns a threshold between same and different distances, and keeps it above the margin", async () => {
    // Two tight identities at a squared distance of 9: between 1 and 8 the threshold costs nothing.
    const points = [0, 0.1, 3, 3.1].map((x) => [x, 0]);
    for (const [initial, low, high] of [
      [30, 5, 8.7],
      [1.2, 1.2, 1.2],
    ]) {
      const loss = await margin({ threshold: { initial, learned: true } }).create();
      loss.build();
      const [theta] = Object.values(loss.variables());
      const optimizer = tf.train.sgd(0.5);
      for (let step = 0; step < 200; step++) {
        tf.tidy(() => {
          const identities = tf.tensor1d([0, 0, 1, 1], "int32");
          optimizer.minimize(
            () => loss.compute(tf.tensor2d(points), { identities, pairs: "all" }),
            false,
            [theta],
          );
        });
        loss.constrain?.();
        expect(theta.dataSync()[0]).toBeGreaterThan(1);
      }
      expect(theta.dataSync()[0]).toBeGreaterThanOrEqual(low - 1e-6);
      expect(theta.dataSync()[0]).toBeLessThanOrEqual(high + 1e-6);
      loss.dispose();
      optimizer.dispose();
    }
  });

  it("is held at the margin by constrain() where data pull the threshold below it", async () => {
    const loss = await margin({ threshold: { initial: 3, learned: true } }).create();
    loss.build();
    const theta = loss.variables()[thresholdName];
    tf.tidy(() => theta.assign(tf.scalar(-4)));
    const before = tf.memory().numTensors;
    loss.constrain?.();
    expect(theta.dataSync()[0]).toBeCloseTo(1.001, 6);
    expect(tf.memory().numTensors).toBe(before);
    loss.dispose();
  });

  it("diagnoses by hand-computed numbers, and a collapse by a spread of 0", async () => {
    const loss = await margin({ threshold: 2 }).create();
    const diagnose = (points: number[][]) =>
      tf.tidy(() => {
        const identities = tf.tensor1d([0, 0, 1], "int32");
        const values = loss.diagnose(tf.tensor2d(points), { identities, pairs: "all" }).dataSync();
        return Object.fromEntries(loss.diagnosticNames.map((name, i) => [name, values[i]]));
      });
    // d²: same 4 (active, above 1), different 4 and 0 (one of them above 3).
    const spread = diagnose([
      [0, 0],
      [2, 0],
      [2, 0],
    ]);
    expect(spread.activeShare).toBeCloseTo(4 / 6, 6);
    expect(spread.meanSameDistance).toBeCloseTo(4, 6);
    expect(spread.meanDifferentDistance).toBeCloseTo(2, 6);
    expect(spread.threshold).toBe(2);
    expect(spread.embeddingSpread).toBeCloseTo(Math.sqrt(8 / 9), 6);

    const collapsed = diagnose([
      [5, 1],
      [5, 1],
      [5, 1],
    ]);
    expect(collapsed.embeddingSpread).toBeCloseTo(0, 6);
    expect(collapsed.meanDifferentDistance).toBeCloseTo(0, 6);
    expect(
      diagnose([
        [Number.NaN, 0],
        [1, 0],
        [2, 0],
      ]).embeddingSpread,
    ).toBeNaN();
  });
});
