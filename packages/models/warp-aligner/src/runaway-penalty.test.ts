import { mapPoint } from "@multibatch/core";
import { type Parametrisation, parametrisations } from "@multibatch/warp";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { runawayPenalty } from "./runaway-penalty.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const penaltyOf = (
  parametrisation: Parametrisation,
  parameters: number[][],
  options = { weight: 1, freedom: 0 },
) =>
  tf.tidy(() =>
    Array.from(runawayPenalty(parametrisation, options)(tf.tensor2d(parameters)).dataSync()),
  );

/** Mean squared distance that the points of a picture move, by a grid of points. */
function displacementByGrid(map: number[]): number {
  const steps = 200;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      const [x, y] = [(2 * i + 1) / steps - 1, (2 * j + 1) / steps - 1];
      const [u, v] = mapPoint(map, x, y);
      sum += ((u - x) ** 2 + (v - y) ** 2) / steps ** 2;
    }
  }
  return sum;
}

describe("the penalty against runaway warps", () => {
  it.each([
    ["affine", [0.9, 0.2, 0.3, -0.1, 1.2, -0.4], [0.9, 0.2, 0.3, -0.1, 1.2, -0.4]],
    ["similarity", [0.9, 0.2, 0.3, -0.1], [0.9, -0.2, 0.3, 0.2, 0.9, -0.1]],
    ["translation-scale", [1.3, 0.3, -0.1], [1.3, 0, 0.3, 0, 1.3, -0.1]],
  ] as const)("%s: is the mean squared displacement of the picture", (family, parameters, map) => {
    const [penalty] = penaltyOf(family, [[...parameters]]);
    expect(penalty).toBeCloseTo(displacementByGrid([...map]), 4);
  });

  it("costs nothing within the freedom, then what is beyond it, image by image", () => {
    const shifts = [0, 0.5, 0.7, 2].map((shift) => [1, shift, 0]);
    const penalties = penaltyOf("translation-scale", shifts, { weight: 3, freedom: 0.7 });
    const expected = [0, 0, 0, 3 * (4 - 0.49)].map((value) => expect.closeTo(value, 5));
    expect(penalties).toEqual(expected);
  });

  it.each(parametrisations)("%s: leads back to the identity, and leaks no tensor", (family) => {
    const penalty = runawayPenalty(family, { weight: 1, freedom: 0.1 });
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const count = { affine: 6, similarity: 4, "translation-scale": 3 }[family];
      const far = tf.tensor2d([Array.from({ length: count }, (_, i) => 2 - i)]);
      const gradient = tf.grad((x) => tf.sum(penalty(x)))(far);
      const stepped = tf.sub(far, tf.mul(gradient, 0.1));
      expect(penalty(stepped).dataSync()[0]).toBeLessThan(penalty(far).dataSync()[0]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
