import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors.js";
import { parseJson } from "./parse-json.js";

describe("parseJson", () => {
  it.each([
    ['{\n  "a": 1,\n  b: 2\n}', "3:3", "a string in double quotes", '"b"'],
    ['{"a": 1,}', "1:9", "a string in double quotes", '"}"'],
    ['{"a": [1, 2}', "1:12", '"," or "]"', '"}"'],
    ['{"a": 1', "1:8", '"," or "}"', "the end of the file"],
    ['{"a" 1}', "1:6", '":"', '"1"'],
    ["", "1:1", "a value", "the end of the file"],
    ["{} x", "1:4", "nothing more", '"x"'],
    ['{"a": "b\n"}', "1:9", "the end of the string", '"\\n"'],
    ["{'a': 1}", "1:2", "a string in double quotes", '"\'"'],
  ])("names line, column and expectation in %j", (text, place, expected, found) => {
    expect(() => parseJson(text, "c.json")).toThrow(
      new ConfigError(`c.json:${place}: malformed JSON: expected ${expected}, found ${found}`),
    );
  });

  it("reads all that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(text, "c.json")).toEqual(JSON.parse(text));
      }),
    );
  });
});
