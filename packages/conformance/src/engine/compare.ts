import type { DataTypeMap, Tensor } from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** A tensor's content, off its backend. */
export interface Values {
  readonly shape: readonly number[];
  readonly dtype: keyof DataTypeMap;
  readonly data: ArrayLike<number>;
}

/** Reads tensors and disposes them. */
export async function takeValues(tensors: readonly Tensor[]): Promise<Values[]> {
  const read = await Promise.all(tensors.map((tensor) => tensor.data()));
  const values = tensors.map(({ shape, dtype }, i) => ({ shape, dtype, data: read[i] }));
  for (const tensor of tensors) tensor.dispose();
  return values;
}

/**
 * Expects equal shapes and types, and numbers that differ by at most `tolerance` times the greatest
 * magnitude in the expected tensor (1 where that is 0).
 *
 * The error is measured against the tensor, not against each number: a sum of terms that cancel has
 * the rounding error of its terms, whatever is left of them. Integers and booleans must be equal,
 * and a NaN or an infinity must stand where it is expected.
 */
export function expectClose(actual: Values, expected: Values, tolerance: number, what = ""): void {
  expect(actual.shape, `${what}: shape`).toEqual(expected.shape);
  expect(actual.dtype, `${what}: type`).toBe(expected.dtype);
  expect(actual.data.length, `${what}: length`).toBe(expected.data.length);
  const allowed = expected.dtype === "float32" ? tolerance * magnitude(expected.data) : 0;
  for (let i = 0; i < expected.data.length; i++) {
    if (Object.is(actual.data[i], expected.data[i]) || actual.data[i] === expected.data[i])
      continue;
    const difference = Math.abs(actual.data[i] - expected.data[i]);
    if (!(difference <= allowed)) {
      expect.fail(
        `${what}: number ${i} of ${expected.data.length} is ${actual.data[i]}, expected ` +
          `${expected.data[i]} within ${allowed.toExponential(2)}.`,
      );
    }
  }
}

function magnitude(data: ArrayLike<number>): number {
  let greatest = 0;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) greatest = Math.max(greatest, Math.abs(data[i]));
  }
  return greatest || 1;
}
