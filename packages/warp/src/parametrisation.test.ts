import "@tensorflow/tfjs-backend-cpu";
import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  identityParameters,
  matricesOf,
  type Parametrisation,
  parametrisations,
  warpAffine,
} from "./index.js";
import { expectClose } from "./testing/expect-close.js";
import { referenceWarp } from "./testing/reference-warp.js";

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

describe.each(parametrisations)("%s", (parametrisation) => {
  it("has the gradient of the whole warp for its parameters", () => {
    const [height, width] = [7, 10];
    const random = new Random(5);
    const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
    const pixels = normals(2 * height * width * 3);
    const weighting = normals(2 * height * width * 3);
    const start = [
      [0.913, 0.171, 0.0373, -0.213, 1.0717, 0.0519],
      [1.137, -0.219, -0.913, 0.0417, 0.877, 0.719],
    ].map((values) =>
      Float32Array.from(values.slice(0, identityParameters(parametrisation).length)),
    );
    const gradient = tf.tidy(() => {
      const images = tf.tensor4d(pixels, [2, height, width, 3]);
      const warp = (parameters: tf.Tensor) =>
        warpAffine(images, matricesOf(parametrisation, parameters as tf.Tensor2D, [height, width]));
      const parameters = tf.tensor2d(start.map((values) => Array.from(values)));
      return tf.grad(warp)(parameters, tf.tensor4d(weighting, images.shape)).dataSync();
    });

    const images = {
      shape: [2, height, width, 3] as const,
      values: Float64Array.from(pixels),
    };
    const score = (parameters: readonly ArrayLike<number>[]) =>
      referenceWarp(
        images,
        parameters.map((values) => definition[parametrisation](values, height, width)),
        [height, width],
      ).reduce((sum, value, i) => sum + value * weighting[i], 0);
    const step = 1e-7;
    const differences = start.flatMap((values, image) =>
      Array.from(values, (_, which) => {
        const moved = (by: number) =>
          start.map((own, i) =>
            Array.from(own, (value, k) => value + (i === image && k === which ? by : 0)),
          );
        return (score(moved(step)) - score(moved(-step))) / (2 * step);
      }),
    );
    expectClose(gradient, differences, 1e-5);
  });
});

/** The parametrisations as they are defined, in double precision. */
const definition: Record<
  Parametrisation,
  (parameters: ArrayLike<number>, height: number, width: number) => number[]
> = {
  affine: (parameters) => Array.from(parameters),
  similarity: ({ 0: m, 1: k, 2: tx, 3: ty }, h, w) => [m, (-k * h) / w, tx, (k * w) / h, m, ty],
  "translation-scale": ({ 0: s, 1: tx, 2: ty }) => [s, 0, tx, 0, s, ty],
};
