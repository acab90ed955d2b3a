import { expect, test } from "vitest";
import { parseRunArguments } from "./arguments.js";

test("results go where they are told, else to $OUT, else beside", () => {
  expect(parseRunArguments([], {})).toEqual({
    quick: false,
    output: "results",
    minutes: 7.5,
    only: "",
  });
  expect(parseRunArguments(["--quick"], { OUT: "/o" })).toMatchObject({
    quick: true,
    output: "/o",
  });
  expect(parseRunArguments(["--out", "a", "--minutes=2"], { OUT: "/o" })).toMatchObject({
    output: "a",
    minutes: 2,
  });
  expect(parseRunArguments(["--help"], {})).toBe("help");
});

test("says what is wrong", () => {
  expect(() => parseRunArguments(["--minutes", "soon"], {})).toThrow(
    '--minutes: expected a number above 0, received "soon"',
  );
  expect(() => parseRunArguments(["--fast"], {})).toThrow("--fast");
});
