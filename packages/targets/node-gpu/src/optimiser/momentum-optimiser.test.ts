import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { MomentumOptimiser } from "./momentum-optimiser.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

describe("MomentumOptimiser", () => {
  it("follows v ← μv + g + λw, w ← w − rate·v, decaying weights but not biases", () => {
    const before = tf.memory().numTensors;
    const weight = tf.tidy(() => tf.variable(tf.tensor2d([[1, -2]])));
    const bias = tf.tidy(() => tf.variable(tf.tensor1d([0.5])));
    const optimiser = new MomentumOptimiser(
      new Map<string, tf.Variable>([
        ["w", weight],
        ["b", bias],
      ]),
      { momentum: 0.9, weightDecay: 0.1 },
    );
    let [w, vw, b, vb] = [1, 0, 0.5, 0];
    const during = tf.memory().numTensors;
    for (let step = 0; step < 5; step++) {
      tf.tidy(() => {
        const gradients = new Map<string, tf.Tensor>([
          ["w", tf.tensor2d([[step, step]])],
          ["b", tf.tensor1d([1])],
        ]);
        optimiser.apply(gradients, tf.scalar(0.01 * (step + 1)));
      });
      vw = 0.9 * vw + step + 0.1 * w;
      w -= 0.01 * (step + 1) * vw;
      vb = 0.9 * vb + 1;
      b -= 0.01 * (step + 1) * vb;
    }
    expect(weight.dataSync()[0]).toBeCloseTo(w, 5);
    expect(bias.dataSync()[0]).toBeCloseTo(b, 5);
    expect(tf.memory().numTensors).toBe(during);
    optimiser.dispose();
    tf.dispose([weight, bias]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("shortens long gradients to clipNorm over all variables together, and no others", () => {
    const step = (clipNorm: number) => {
      const weight = tf.tidy(() => tf.variable(tf.tensor1d([0, 0])));
      const bias = tf.tidy(() => tf.variable(tf.tensor1d([0])));
      const variables = new Map<string, tf.Variable>([
        ["w", weight],
        ["b", bias],
      ]);
      const optimiser = new MomentumOptimiser(variables, { momentum: 0, weightDecay: 0, clipNorm });
      tf.tidy(() => {
        const gradients = new Map<string, tf.Tensor>([
          ["w", tf.tensor1d([2, 3])],
          ["b", tf.tensor1d([6])],
        ]);
        optimiser.apply(gradients, tf.scalar(1));
      });
      return [...weight.dataSync(), ...bias.dataSync()];
    };
    expect(step(3.5)).toEqual([-1, -1.5, -3].map((value) => expect.closeTo(value, 6)));
    expect(step(100)).toEqual([-2, -3, -6]);
  });
});
