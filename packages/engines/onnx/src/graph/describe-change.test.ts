import { describe, expect, it } from "vitest";
import { describeChange } from "./describe-change.js";

const key = (size: string, begin: number) =>
  `f ${size} Slice{"begin":[${begin}]} l0 Relu{} 0.0 = 1.0`;

describe("describeChange", () => {
  it("names the shape or the attribute that is new, against the graph most alike", () => {
    expect(describeChange(key("5x3", 1), [key("4x2", 2), key("4x3", 1)])).toBe(
      "data of shape 4x3 is now 5x3",
    );
    expect(describeChange(key("4x3", 2), ["f 4x3 = l0", key("4x3", 1)])).toBe(
      'the attributes of Slice were {"begin":[1]} and are {"begin":[2]}',
    );
  });

  it("names a kernel in another's place, and graphs unlike any", () => {
    expect(describeChange("f 2 Exp{} l0", ["f 2 Log{} l0"])).toBe("it calls Exp instead of Log");
    expect(describeChange("f 2 Exp{} l0", [])).toMatch(/other kernels/);
  });
});
