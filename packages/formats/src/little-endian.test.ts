import { expect, test } from "vitest";
import { putLittleEndian, swapBytes, takeLittleEndian } from "./little-endian.js";

test("elements are written least significant byte first", () => {
  const target = new Uint8Array(6);
  putLittleEndian(target, 1, Int32Array.of(0x04030201));
  expect([...target]).toEqual([0, 1, 2, 3, 4, 0]);
});

test("what is taken is a copy", () => {
  const bytes = Uint8Array.of(9, 1, 0, 0, 0);
  const copy = takeLittleEndian(bytes.subarray(1), 4);
  bytes.fill(7);
  expect([...new Int32Array(copy)]).toEqual([1]);
});

test("bytes are swapped within each element", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  swapBytes(bytes, 4);
  expect([...bytes]).toEqual([4, 3, 2, 1, 8, 7, 6, 5]);
});
