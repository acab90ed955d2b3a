import { DataError } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { parsePairs } from "./pairs-file.js";

const twoFolds = ["2\t1", "Ann\t1\t2", "Ann\t1\tBob\t2", "Bob\t1\t3", "Cid_Dan\t1\tAnn\t3"];

/** Parses lines with one replaced; `number` counts from 1. */
const parseWith = (number: number, line: string) =>
  parsePairs(twoFolds.with(number - 1, line).join("\n"), "pairs.txt");

describe("pairs", () => {
  it("are read in file order, fold by fold", () => {
    const { folds, pairsPerKind } = parsePairs(`${twoFolds.join("\n")}\n`, "pairs.txt");
    expect(pairsPerKind).toBe(1);
    expect(folds).toHaveLength(2);
    expect(folds[0]).toEqual([
      {
        first: { person: "Ann", number: 1 },
        second: { person: "Ann", number: 2 },
        same: true,
        line: 2,
      },
      {
        first: { person: "Ann", number: 1 },
        second: { person: "Bob", number: 2 },
        same: false,
        line: 3,
      },
    ]);
    expect(folds[1][1].first).toEqual({ person: "Cid_Dan", number: 1 });
  });

  it("of one fold have a first line with one number", () => {
    const { folds } = parsePairs("1\r\nAnn 1 2\r\nAnn 1 Bob 2\r\n", "pairsDevTest.txt");
    expect(folds.map((fold) => fold.map((pair) => pair.same))).toEqual([[true, false]]);
  });
});

describe("errors name file and line", () => {
  it.each<[number, string, RegExp]>([
    [1, "2\t1\t1", /line 1: the first line must hold one or two numbers/],
    [1, "ten\t1", /line 1: field 1 is "ten", where a whole number from 1 was expected/],
    [1, "2\t2", /line 5: the first line announces 8 pairs \(2 × 2 × 2\), but 4 follow/],
    [1, "1", /line 3: the first line announces 2 pairs \(1 × 2 × 1\), but 4 follow/],
    [2, "Ann\t1", /line 2: a same pair .+ was expected here, but the line has 2 fields/],
    [2, "Ann\t1\tBob\t2", /line 2: a same pair .+ 4 fields/],
    [3, "Ann\t1\t2", /line 3: a different pair .+ 3 fields/],
    [4, "Bob\t0\t3", /line 4: field 2 is "0"/],
    [4, "Bob\t1\t1.5", /line 4: field 3 is "1\.5"/],
    [4, "Bob\t3\t3", /line 4: the pair shows image 3 of Bob twice/],
    [5, "Ann\t1\tAnn\t2", /line 5: a different pair names Ann twice/],
    [3, "", /line 3: the line is empty/],
  ])("line %i: %j", (number, line, message) => {
    expect(() => parseWith(number, line)).toThrow(DataError);
    expect(() => parseWith(number, line)).toThrow(message);
    expect(() => parseWith(number, line)).toThrow(/^pairs\.txt, line/);
  });
});
