import { identityParameters } from "@multibatch/warp";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { congealingCost } from "./congealing-cost.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const size = 24;
const places = [
  [-0.25, 0.1],
  [0.3, 0.2],
  [0, -0.25],
  [-0.05, -0.05],
] as const;

/** A bright square at each place, on grounds of different grey. */
function squares(): tf.Tensor4D {
  const values = places.flatMap(([left, top], image) =>
    Array.from({ length: size * size }, (_, i) => {
      const x = (2 * (i % size) + 1) / size - 1 - left;
      const y = (2 * Math.floor(i / size) + 1) / size - 1 - top;
      return Math.max(Math.abs(x), Math.abs(y)) < 0.4 ? 1 : -0.2 * image;
    }),
  );
  return tf.tensor4d(values, [places.length, size, size, 1]);
}
const shifts = (share: number) => tf.tensor2d(places.map(([x, y]) => [1, share * x, share * y]));
const costAt = (share: number, progress: number) =>
  tf.tidy(
    () => congealingCost("translation-scale", squares(), shifts(share), progress).dataSync()[0],
  );

describe("the cost of congealing", () => {
  it.each([0, 0.9])("falls on the way to where the images are alike (progress %d)", (progress) => {
    const costs = [0, 0.5, 1].map((share) => costAt(share, progress));
    expect(costs[1]).toBeLessThan(costs[0]);
    expect(costs[2]).toBeLessThan(costs[1]);
    expect(costAt(1.6, progress)).toBeGreaterThan(costs[2]);
  });

  it("is that of displacement alone for images that are equal", () => {
    tf.tidy(() => {
      const image = tf.slice(squares(), 0, 1);
      const equal = tf.tile(image, [3, 1, 1, 1]) as tf.Tensor4D;
      const same = tf.tile(tf.tensor2d([[...identityParameters("similarity")]]), [3, 1]);
      const cost = congealingCost("similarity", equal, same as tf.Tensor2D, 0).dataSync()[0];
      expect(cost).toBeGreaterThanOrEqual(0);
      expect(cost).toBeLessThan(0.05);
    });
  });

  it("is not lowered by moving all images alike", () => {
    const moved = tf.tidy(() =>
      congealingCost(
        "translation-scale",
        squares(),
        tf.add(shifts(1), tf.tensor2d([[0, 0.3, 0]])),
        0,
      ).dataSync(),
    );
    expect(moved[0]).toBeGreaterThan(costAt(1, 0));
  });

  it("is finite with a finite gradient for pictures without an edge, and leaks no tensor", () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const flat = tf.zeros([2, size, size, 3]) as tf.Tensor4D;
      const parameters = tf.tensor2d(
        [identityParameters("affine"), [1.1, 0, 0.2, 0.1, 1, 0]].map((row) => [...row]),
      );
      const cost = (p: tf.Tensor) => congealingCost("affine", flat, p as tf.Tensor2D, 0);
      expect(cost(parameters).dataSync().every(Number.isFinite)).toBe(true);
      expect(tf.grad(cost)(parameters).dataSync().every(Number.isFinite)).toBe(true);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
