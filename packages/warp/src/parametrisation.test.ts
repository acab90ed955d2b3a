import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { identityParameters, matricesOf, parametrisations } from "./index.js";

beforeAll(async () => void (await tf.setBackend("cpu")));

const matrixOf = (...given: Parameters<typeof matricesOf>) =>
  tf.tidy(() => Array.from(matricesOf(...given).dataSync()));

it.each(parametrisations)("%s starts from the identity", (parametrisation) => {
  const identity = tf.tensor2d([[...identityParameters(parametrisation)]]);
  expect(matrixOf(parametrisation, identity, [3, 7])).toEqual([1, 0, 0, 0, 1, 0]);
  identity.dispose();
});

it("turns a similarity in pixels, whatever the aspect of the image", () => {
  const [height, width] = [50, 80];
  const [scale, angle] = [1.3, 0.4];
  const [m, k] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const parameters = tf.tensor2d([[m, k, 0.1, -0.2]]);
  const [a, b, c, d, e, f] = matrixOf("similarity", parameters, [height, width]);
  parameters.dispose();
  // A step of one pixel to the right or down, in pixels again.
  const right = [a, (d * height) / width];
  const down = [(b * width) / height, e];
  expect(Math.hypot(...right)).toBeCloseTo(scale, 6);
  expect(Math.hypot(...down)).toBeCloseTo(scale, 6);
  expect(right[0] * down[0] + right[1] * down[1]).toBeCloseTo(0, 6);
  expect(Math.atan2(right[1], right[0])).toBeCloseTo(angle, 6);
  expect([c, f]).toEqual([Math.fround(0.1), Math.fround(-0.2)]);
});

it("scales and shifts", () => {
  const parameters = tf.tensor2d([[0.5, 0.25, -0.75]]);
  expect(matrixOf("translation-scale", parameters, [9, 4])).toEqual([0.5, 0, 0.25, 0, 0.5, -0.75]);
  expect(() => matricesOf("similarity", parameters, [9, 4])).toThrow(/\[n, 4\].*\[1, 3\]/);
  parameters.dispose();
});
