import { DataError } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSafetensors } from "./read-safetensors.js";
import type { NamedTensors } from "./safetensors.js";
import { writeSafetensors } from "./write-safetensors.js";

/** A file made by hand, so that the reader is not only tested against our own writer. */
function fileOf(header: unknown, dataLength: number): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const pair = (a: object, b: object) => ({
  a: { dtype: "U8", shape: [2], data_offsets: [0, 2], ...a },
  b: { dtype: "U8", shape: [2], data_offsets: [2, 4], ...b },
});

describe("writing", () => {
  test("the bytes, one by one", () => {
    const bytes = writeSafetensors(
      { w: { dtype: "F32", shape: [1], data: Float32Array.of(1) } },
      { format: "pt" },
    );
    const header = `{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`;
    const length = Math.ceil(header.length / 8) * 8;
    expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(length));
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toBe(header.padEnd(length));
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  test("the order in which tensors are named does not matter", () => {
    const a = { dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 3) } as const;
    const b = { dtype: "F32", shape: [], data: Float32Array.of(5) } as const;
    expect(writeSafetensors({ a, b })).toEqual(writeSafetensors({ b, a }));
  });

  test("data that do not fill their shape are refused by name", () => {
    const data = new Float32Array(3);
    expect(() => writeSafetensors({ kernel: { dtype: "F32", shape: [2, 2], data } })).toThrow(
      'Tensor "kernel" of type F32 and shape [2,2] wants 4 elements of 4 bytes, received 3 of 4.',
    );
    expect(() => writeSafetensors({ k: { dtype: "F32", shape: [-1], data } })).toThrow(RangeError);
    expect(() => writeSafetensors({ __metadata__: { dtype: "F32", shape: [3], data } })).toThrow(
      "reserves",
    );
  });
});

const shapes = fc.array(fc.nat(4), { maxLength: 3 });
const filled = (count: number, element: fc.Arbitrary<number>) =>
  fc.array(element, { minLength: count, maxLength: count });
const tensors = shapes.chain((shape) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return fc.oneof(
    filled(count, fc.float()).map((x) => ({
      dtype: "F32" as const,
      shape,
      data: Float32Array.from(x),
    })),
    filled(count, fc.integer()).map((x) => ({
      dtype: "I32" as const,
      shape,
      data: Int32Array.from(x),
    })),
    filled(count, fc.nat(255)).map((x) => ({
      dtype: "U8" as const,
      shape,
      data: Uint8Array.from(x),
    })),
    filled(count, fc.nat(1)).map((x) => ({
      dtype: "BOOL" as const,
      shape,
      data: Uint8Array.from(x),
    })),
    filled(count, fc.maxSafeInteger()).map((x) => ({
      dtype: "I64" as const,
      shape,
      data: BigInt64Array.from(x, BigInt),
    })),
  );
});
// fast-check's `__proto__` keys make plain objects whose prototype is a tensor; names are tested below.
const names = fc.string({ unit: "grapheme" }).filter((name) => !name.startsWith("__"));

describe("reading", () => {
  test("gives back what was written, wherever the bytes lie in memory", () => {
    fc.assert(
      fc.property(
        fc.dictionary(names, tensors, { noNullPrototype: true }),
        fc.dictionary(names, fc.string(), { noNullPrototype: true }),
        fc.nat(7),
        (named: NamedTensors, metadata, shift) => {
          const bytes = writeSafetensors(named, metadata);
          const moved = new Uint8Array(bytes.length + shift);
          moved.set(bytes, shift);
          expect(readSafetensors(moved.subarray(shift))).toEqual({ tensors: named, metadata });
        },
      ),
    );
  });

  test("names like __proto__ and numbers are names like any other", () => {
    const tensor = { dtype: "U8", shape: [1], data: Uint8Array.of(1) } as const;
    const named = Object.fromEntries([
      ["__proto__", tensor],
      ["10", tensor],
      ["9", tensor],
    ]);
    const { tensors: read } = readSafetensors(writeSafetensors(named));
    expect(Object.keys(read).sort()).toEqual(["10", "9", "__proto__"]);
  });

  test("what is read is a copy", () => {
    const bytes = writeSafetensors({ a: { dtype: "U8", shape: [2], data: Uint8Array.of(1, 2) } });
    const { tensors: read } = readSafetensors(bytes);
    bytes.fill(0);
    expect([...read.a.data]).toEqual([1, 2]);
  });

  test.each([
    ["no bytes", new Uint8Array(0), "too few for the length of a header"],
    ["a huge header", new Uint8Array(16).fill(255), "more than the 100000000 allowed"],
    [
      "a header longer than the file",
      Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0),
      "9 bytes and has 8 bytes in all",
    ],
    ["a header that is not JSON", fileOf("{", 0), "not JSON in UTF-8"],
    ["a header that is a list", fileOf([], 0), "not a JSON object"],
    ["an unknown type", fileOf(pair({ dtype: "F8" }, {}), 4), '"a" of f has the type "F8"'],
    ["an inherited type", fileOf(pair({ dtype: "toString" }, {}), 4), 'has the type "toString"'],
    ["a negative size", fileOf(pair({ shape: [-2] }, {}), 4), '"a" of f has the shape [-2]'],
    ["offsets turned round", fileOf(pair({ data_offsets: [2, 0] }, {}), 4), "the offsets [2,0]"],
    [
      "a shape larger than its bytes",
      fileOf(pair({ shape: [3] }, {}), 4),
      "wants 3 bytes, its offsets give it 2",
    ],
    [
      "an overlap",
      fileOf(pair({}, { data_offsets: [1, 3] }), 4),
      '"b" of f overlaps tensor "a": it begins at byte 1, expected 2',
    ],
    [
      "a hole",
      fileOf(pair({}, { data_offsets: [3, 5] }), 5),
      '"b" of f leaves a hole after tensor "a"',
    ],
    ["data cut off", fileOf(pair({}, {}), 3), "take 4 bytes and 3 bytes of data are there"],
    ["data of no tensor", fileOf(pair({}, {}), 9), "the rest belongs to no tensor"],
    ["metadata that are no texts", fileOf({ __metadata__: { a: 1 } }, 0), "not an object of texts"],
  ])("%s is refused", (_what, bytes, message) => {
    const read = () => readSafetensors(bytes, "f");
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
  });

  test("a damaged byte never ends in anything but a DataError or other content", () => {
    const bytes = writeSafetensors(
      { a: { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) } },
      { note: "x" },
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (position, value) => {
        const damaged = bytes.slice();
        damaged[position] = value;
        try {
          readSafetensors(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
    );
  });
});
