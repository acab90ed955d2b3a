import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { averagingSchema, averagingShare, WeightAverages } from "./weight-averages.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

describe("averagingShare", () => {
  it("begins with the first step alone, and comes to 1 − decay", () => {
    const options = averagingSchema.parse({});
    expect(options).toEqual({ decay: 0.99 });
    expect(averagingShare(0, options)).toBe(1);
    expect(averagingShare(9, options)).toBe(0.5);
    expect(averagingShare(890, options)).toBeCloseTo(9 / 899, 12);
    expect(averagingShare(892, options)).toBeCloseTo(0.01, 12);
    expect(averagingShare(1e6, options)).toBeCloseTo(0.01, 12);
  });

  it("makes a weighted mean whose mean age is that of the last tenth, or of the decay", () => {
    const decay = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(decay, fc.integer({ min: 1, max: 3000 }), (decay, steps) => {
        let [total, age] = [0, 0];
        for (let step = 0; step < steps; step++) {
          const share = averagingShare(step, { decay });
          total = total * (1 - share) + share;
          age = (age + 1) * (1 - share);
        }
        expect(total).toBeCloseTo(1, 9);
        expect(age).toBeLessThanOrEqual(decay / (1 - decay) + 1e-9);
        expect(age).toBeLessThan(steps / 9);
      }),
      { numRuns: 50 },
    );
  });
});

describe("WeightAverages", () => {
  it("follow the recurrence, without the initial weights, and change places with the weights", () => {
    const before = tf.memory().numTensors;
    const weight = tf.tidy(() => tf.variable(tf.tensor2d([[1e6, -1e6]])));
    const bias = tf.tidy(() => tf.variable(tf.scalar(7)));
    const options = { decay: 0.8 };
    const averages = new WeightAverages(
      new Map<string, tf.Variable>([
        ["w", weight],
        ["b", bias],
      ]),
      options,
    );
    const during = tf.memory().numTensors;
    const expected = [0, 0, 0];
    for (let step = 0; step < 60; step++) {
      const now = [Math.sin(step), step, step ** 2 / 100];
      tf.tidy(() => {
        weight.assign(tf.tensor2d([[now[0], now[1]]]));
        bias.assign(tf.scalar(now[2]));
        averages.observe(step);
      });
      const share = averagingShare(step, options);
      now.forEach((value, i) => {
        expected[i] += share * (value - expected[i]);
      });
    }
    const held = () => [weight, bias].flatMap((variable) => [...variable.dataSync()]);
    const average = () => [...averages.state().values()].flatMap((a) => [...a.dataSync()]);
    const [weights, averaged] = [held(), average()];
    expect(averaged).toEqual(expected.map((value) => expect.closeTo(value, 4)));
    averages.swap();
    expect([held(), average()]).toEqual([averaged, weights]);
    averages.swap();
    expect([held(), average()]).toEqual([weights, averaged]);
    expect(tf.memory().numTensors).toBe(during);
    averages.dispose();
    tf.dispose([weight, bias]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
