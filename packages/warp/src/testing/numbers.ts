import { type AffineMap, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import type { WarpCase } from "./warp-cases.js";

/** How many numbers are wanted. */
interface Numbers {
  readonly input: WarpCase["input"];
  readonly output: WarpCase["output"];
  readonly count: number;
}

/** Images and what their warped pixels are weighted with, as float32 numbers. */
export function numbersOf(given: WarpCase | Numbers) {
  const count = "maps" in given ? given.maps.length : given.count;
  const [height, width, channels] = given.input;
  const random = new Random(7);
  const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
  return {
    images: {
      shape: [count, height, width, channels] as const,
      values: Float64Array.from(normals(count * height * width * channels)),
    },
    weighting: normals(count * given.output[0] * given.output[1] * channels),
  };
}

/** A tensor's content, off any backend. */
interface Content {
  readonly shape: readonly [number, number, number, number];
  readonly values: Float32Array | Float64Array;
}

export function tensorOf({ shape, values }: Content): tf.Tensor4D {
  return tf.tensor4d(Float32Array.from(values), [...shape]);
}

export const warpedShape = ({ maps, output, input }: WarpCase) =>
  [maps.length, output[0], output[1], input[2]] as const;

export const matricesOf = (maps: readonly AffineMap[]) =>
  tf.tensor2d(maps.map((map) => Array.from(map)));

/** Computes a tensor and reads it; expects that no other is left. */
export async function read(compute: () => tf.Tensor): Promise<Float32Array> {
  const before = tf.memory();
  const result = tf.tidy(compute);
  const values = Float32Array.from(await result.data());
  result.dispose();
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  return values;
}
