import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import { registerPaddedConvolutions } from "./padded-convolutions.js";

/** tfjs-cpu, but refusing what tfjs-node refuses. */
const strict = "strict";
const refusing = [tf.Conv2D, tf.FusedConv2D, tf.Conv2DBackpropFilter, tf.Conv2DBackpropInput];

describe("padded convolutions", () => {
  beforeAll(() => {
    const cpu = tf.findBackendFactory("cpu");
    tf.registerBackend(strict, cpu);
    tf.copyRegisteredKernels("cpu", strict);
    for (const kernelName of refusing) {
      const stock = tf.getKernel(kernelName, strict);
      tf.unregisterKernel(kernelName, strict);
      tf.registerKernel({
        ...stock,
        kernelFunc: (given) => {
          const { pad } = given.attrs as { pad: unknown };
          if (typeof pad !== "string") throw new Error("only 'valid' and 'same' padding");
          return stock.kernelFunc(given);
        },
      });
    }
    registerPaddedConvolutions(strict);
  });
  afterAll(() => tf.removeBackend(strict));

  const paddings = [
    2,
    [
      [0, 0],
      [1, 2],
      [0, 3],
      [0, 0],
    ] as tf.backend_util.ExplicitPadding,
    "same",
  ] as const;

  for (const pad of paddings) {
    it(`agree with tfjs-cpu for ${JSON.stringify(pad)}, with both gradients, and leave nothing`, async () => {
      const compute = async (backend: string) => {
        await tf.setBackend(backend);
        const before = tf.memory().numTensors;
        const results = tf.tidy(() => {
          const random = new Random(3);
          const fill = (shape: [number, number, number, number]) =>
            tf.tensor4d(
              Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
              shape,
            );
          const [x, w] = [fill([2, 7, 6, 3]), fill([3, 3, 3, 4])];
          const forward = tf.fused.conv2d({ x, filter: w, strides: 2, pad, activation: "relu" });
          const gradients = tf.grads((x, w) =>
            tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, pad),
          )([x, w]);
          return [forward, ...gradients].map((tensor) => Array.from(tensor.dataSync()));
        });
        expect(tf.memory().numTensors).toBe(before);
        return results;
      };
      const [expected, actual] = [await compute("cpu"), await compute(strict)];
      for (const [i, values] of actual.entries()) {
        expect(values.length).toBe(expected[i].length);
        values.forEach((value, j) => {
          expect(value).toBeCloseTo(expected[i][j], 4);
        });
      }
    });
  }
});
