import { DataError } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMessage } from "./decode-message.js";
import { decodeEvent, encodeFileVersionEvent, encodeScalarEvent } from "./event.js";
import { concatenate, encodeVarint } from "./protobuf.js";
import { decodeRecords, encodeRecord } from "./record.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("events", () => {
  test("the first event names the version, byte by byte", () => {
    expect(hex(encodeFileVersionEvent(1))).toBe(
      `09000000000000f03f1a0d${Buffer.from("brain.Event:2").toString("hex")}`,
    );
  });

  test("a scalar, byte by byte", () => {
    const bytes = encodeScalarEvent({ step: 300, wallTime: 1, tag: "loss", value: 0.5 });
    // wall_time 1.0; step 300 as a varint; summary { value { tag "loss", simple_value 0.5 } }
    expect(hex(bytes)).toBe("09000000000000f03f10ac022a0d0a0b0a046c6f7373150000003f");
  });

  test("what is encoded is decoded", () => {
    const wallTime = fc.double({ noNaN: true, noDefaultInfinity: true });
    const value = fc.float({ noDefaultInfinity: false });
    fc.assert(
      fc.property(fc.maxSafeNat(), wallTime, fc.string(), value, (step, wallTime, tag, value) => {
        expect(decodeEvent(encodeScalarEvent({ step, wallTime, tag, value }))).toEqual({
          step,
          wallTime,
          scalars: [{ tag, value }],
        });
      }),
    );
  });

  test("a step that is no whole number is refused", () => {
    for (const step of [-1, 0.5, Number.NaN, 2 ** 53]) {
      const scalar = { step, wallTime: 0, tag: "", value: 0 };
      expect(() => encodeScalarEvent(scalar)).toThrow(RangeError);
    }
  });
});

describe("protocol buffers", () => {
  test("the examples of the encoding guide", () => {
    expect(hex(encodeVarint(1))).toBe("01");
    expect(hex(encodeVarint(150))).toBe("9601");
    expect(hex(encodeVarint(2 ** 53 - 1))).toBe("ffffffffffffff0f");
  });

  test("a message cut off anywhere is refused or shorter, never misread", () => {
    const bytes = encodeScalarEvent({ step: 3, wallTime: 1, tag: "a", value: 1 });
    for (let length = 0; length < bytes.length; length++) {
      try {
        expect(decodeMessage(bytes.subarray(0, length)).length).toBeLessThan(3);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }
  });

  test("retired wire types are refused", () => {
    expect(() => decodeMessage(Uint8Array.of(0x0b))).toThrow("unknown wire type 3");
  });
});

describe("records", () => {
  test("length, masked crc, data, masked crc", () => {
    // The file that TensorFlow writes for its file_version event at wall time 0 begins like this;
    // the length 0x18 has a masked crc that is found in every event file of TensorFlow.
    const record = encodeRecord(encodeFileVersionEvent(0));
    expect(hex(record.subarray(0, 12))).toBe("1800000000000000a37f4b22");
    expect(record.length).toBe(8 + 4 + 24 + 4);
  });

  test("are read back", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (records) => {
        expect(decodeRecords(concatenate(records.map(encodeRecord)))).toEqual(records);
      }),
    );
  });

  test("any damage is found and placed", () => {
    const good = encodeRecord(Uint8Array.of(1, 2, 3));
    for (let position = 0; position < good.length; position++) {
      const damaged = concatenate([good, good]);
      damaged[good.length + position] ^= 0x10;
      expect(() => decodeRecords(damaged, "run.tfevents")).toThrow(
        `The record at byte ${good.length} of run.tfevents`,
      );
    }
    for (let length = 1; length < good.length; length++) {
      expect(() => decodeRecords(good.subarray(0, length))).toThrow("is cut off");
    }
  });
});
