import "@tensorflow/tfjs-backend-cpu";
import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Makes its tensors from the generator, so that both backends see the same numbers. */
export type Computation = (random: Random) => tf.Tensor | tf.Tensor[];

/** Computes on both backends and expects the same shapes, types and numbers. */
export async function expectLikeCpu(
  compute: Computation,
  { tolerance = 1e-5, seed = 1 } = {},
): Promise<void> {
  const expected = await results("cpu", compute, seed);
  const actual = await results("onnx", compute, seed);
  expect(actual.map(({ shape, dtype }) => [shape, dtype])).toEqual(
    expected.map(({ shape, dtype }) => [shape, dtype]),
  );
  expected.forEach(({ data }, which) => {
    const scale = largest(data);
    const worst = data.findIndex((value, i) =>
      differ(actual[which].data[i], value, tolerance * scale),
    );
    if (worst >= 0) {
      const [got, wanted] = [actual[which].data[worst], data[worst]];
      expect.fail(
        `result ${which}, element ${worst}: ${got} instead of ${wanted} (scale ${scale})`,
      );
    }
  });
}

interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly number[];
}

async function results(backend: string, compute: Computation, seed: number): Promise<Result[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const tensors = [tf.tidy(() => compute(new Random(seed)))].flat();
  const read = tensors.map(({ shape, dtype }, i) => ({
    shape,
    dtype,
    data: Array.from(tensors[i].dataSync()),
  }));
  tf.dispose(tensors);
  expect(tf.memory().numTensors).toBe(before);
  await tf.setBackend("onnx");
  return read;
}

const largest = (data: readonly number[]) =>
  data.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0) || 1;

function differ(actual: number, expected: number, allowed: number): boolean {
  if (Object.is(actual, expected) || actual === expected) return false;
  return !(Math.abs(actual - expected) <= allowed);
}

/** Standard normal numbers. */
export function normal(random: Random, shape: readonly number[]): tf.Tensor {
  return filled(shape, () => random.normal());
}

/** Whole numbers −3…3: equal ones are frequent. */
export function few(
  random: Random,
  shape: readonly number[],
  dtype: tf.NumericDataType = "float32",
) {
  const smallest = dtype === "bool" ? 0 : -3;
  return filled(shape, () => smallest + random.integer(dtype === "bool" ? 2 : 7), dtype);
}

/** Uniform numbers. */
export function uniform(random: Random, shape: readonly number[], low: number, high: number) {
  return filled(shape, () => random.uniform(low, high));
}

function filled(
  shape: readonly number[],
  next: () => number,
  dtype: tf.NumericDataType = "float32",
): tf.Tensor {
  const values = Array.from({ length: tf.util.sizeFromShape([...shape]) }, next);
  return tf.tensor(values, [...shape], dtype);
}
