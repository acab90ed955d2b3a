import { describe, expect, test } from "vitest";
import {
  formatCount,
  formatDuration,
  formatMetrics,
  formatNumber,
  formatTable,
  shellLine,
  showPath,
} from "./format.js";

test.each([
  [0.4, "0 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [185, "3 min 05 s"],
  [7800, "2 h 10 min"],
])("%d seconds are %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test.each([
  [0.123456, "0.1235"],
  [1234, "1,234"],
  [0.00001234, "1.23e-5"],
  [0, "0"],
  [Number.NaN, "NaN"],
])("the number %d is %s", (value, text) => expect(formatNumber(value)).toBe(text));

test("counts", () => {
  expect([999, 12_345, 4_790_000, 11_190_000_000].map(formatCount)).toEqual([
    "999",
    "12.3 k",
    "4.79 M",
    "11.19 G",
  ]);
});

test("metrics and tables", () => {
  expect(formatMetrics({ accuracy: 0.9, loss: 0.25 })).toBe("accuracy 90.00 % · loss 0.25");
  expect(
    formatTable([
      ["a", "1"],
      ["long", "2"],
    ]),
  ).toBe("a     1\nlong  2");
});

describe("paths and command lines", () => {
  test("are quoted where a shell would break them", () => {
    expect(shellLine("multibatch", "eval", "runs/a b", "it's")).toBe(
      "multibatch eval 'runs/a b' 'it'\\''s'",
    );
  });

  test("are relative below the working directory only", () => {
    expect(showPath("/home/ann/runs/x", "/home/ann")).toBe("runs/x");
    expect(showPath("/home/bob/x", "/home/ann")).toBe("/home/bob/x");
    expect(showPath("/home/ann", "/home/ann")).toBe(".");
  });
});
