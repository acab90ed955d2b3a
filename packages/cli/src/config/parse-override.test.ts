import { expect, test } from "vitest";
import { parseOverride } from "./parse-override.js";

test.each([
  ["target.steps=100", ["target", "steps"], 100],
  ["model[1].name=nin", ["model", "1", "name"], "nin"],
  ["dataset.root=a=b", ["dataset", "root"], "a=b"],
  ['loss.threshold={"initial":3}', ["loss", "threshold"], { initial: 3 }],
  ["dataset.root=", ["dataset", "root"], ""],
  ["seed=true", ["seed"], true],
])("%s", (text, path, value) => {
  expect(parseOverride(text)).toEqual({ path, value });
});

test.each(["steps", "=3", "a..b=3", "__proto__.x=3"])("%s is refused", (text) => {
  expect(() => parseOverride(text)).toThrow("path=value");
});
