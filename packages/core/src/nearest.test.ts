import { expect, it } from "vitest";
import { nearest } from "./nearest.js";

it("finds the candidate that a mistyped word stands for, and none for a stranger", () => {
  const parts = ["dataset", "sampler", "loss", "model", "target"];
  expect(nearest("dateset", parts)).toBe("dataset");
  expect(nearest("los", parts)).toBe("loss");
  expect(nearest("SAMPLER", parts)).toBe("sampler");
  expect(nearest("xyzzy", parts)).toBeUndefined();
});
