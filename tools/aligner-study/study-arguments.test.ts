import { expect, it } from "vitest";
import { parseStudyArguments } from "./study-arguments.js";

it("takes all experiments by default, and what is named otherwise", () => {
  expect(parseStudyArguments([])).toMatchObject({ experiments: ["synthetic", "lfw"], seeds: 3 });
  const some = parseStudyArguments([
    "lfw",
    "--seeds",
    "2",
    "--arms",
    "aligned,unaligned",
    "--json",
  ]);
  expect(some).toMatchObject({
    experiments: ["lfw"],
    seeds: 2,
    arms: ["aligned", "unaligned"],
    json: true,
  });
});

it("says what was expected", () => {
  expect(() => parseStudyArguments(["mnist"])).toThrow(/"mnist": expected synthetic, lfw/);
  expect(() => parseStudyArguments(["--seeds", "0"])).toThrow(/--seeds: expected a whole number/);
  expect(() => parseStudyArguments(["--sedes", "1"])).toThrow(/sedes/);
});
