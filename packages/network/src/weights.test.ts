import { expect, it } from "vitest";
import { splitWeights, type WeightSpec } from "./weights.js";

const specs: readonly WeightSpec[] = [
  { name: "a/kernel", shape: [2, 1], dtype: "float32" },
  { name: "a/bias", shape: [1], dtype: "float32" },
];
const bytes = new Uint8Array(Float32Array.of(1, 2, 3).buffer);

it("cuts bytes into arrays, wherever they lie in memory", () => {
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  const weights = splitWeights(specs, shifted.subarray(1), "here");
  expect(weights.get("a/kernel")).toEqual({ shape: [2, 1], values: Float32Array.of(1, 2) });
  expect(weights.get("a/bias")?.values).toEqual(Float32Array.of(3));
});

it("refuses bytes that are too few or too many, and other types", () => {
  for (const wrong of [bytes.subarray(0, 8), new Uint8Array(16), bytes.subarray(0, 11)]) {
    expect(() => splitWeights(specs, wrong, "here")).toThrow(/"here" describes \d+ bytes/);
  }
  const quantised = [{ ...specs[0], dtype: "int32" }] as const;
  expect(() => splitWeights(quantised, bytes, "here")).toThrow(/"a\/kernel" of "here" are int32/);
});
