import { expect, test } from "vitest";
import { judgeAtCardThreshold } from "./at-card-threshold.js";
import { choosePairs, judgedPairs } from "./choose-pairs.js";

const protocol = {
  name: "pairs",
  statement: "",
  folds: [
    { first: Int32Array.of(0, 1), second: Int32Array.of(1, 2), same: Uint8Array.of(1, 0) },
    { first: Int32Array.of(3, 4), second: Int32Array.of(4, 5), same: Uint8Array.of(1, 0) },
  ],
};

test("distances find their pairs, also where pairs were left out", () => {
  const folds = [
    { distances: Float64Array.of(5), same: Uint8Array.of(1) },
    { distances: Float64Array.of(6, 7), same: Uint8Array.of(1, 0) },
  ];
  expect(judgedPairs(protocol, folds, new Set([2]))).toEqual([
    { first: 0, second: 1, same: true, distance: 5, fold: 0 },
    { first: 3, second: 4, same: true, distance: 6, fold: 1 },
    { first: 4, second: 5, same: false, distance: 7, fold: 1 },
  ]);
});

const pair = (same: boolean, distance: number) => ({
  first: 0,
  second: 1,
  same,
  distance,
  fold: 0,
});
const distances = [9, 1, 8, 2, 7, 3, 5];
const pairs = [true, false].flatMap((same) => distances.map((distance) => pair(same, distance)));

test("the hardest pairs are the farthest same and the nearest different ones", () => {
  const chosen = choosePairs(pairs, 2);
  const distancesOf = (key: keyof typeof chosen) => chosen[key].map(({ distance }) => distance);
  expect(distancesOf("hardestSame")).toEqual([9, 8]);
  expect(distancesOf("hardestDifferent")).toEqual([1, 2]);
  expect(choosePairs(pairs, 3).typicalSame.map(({ distance }) => distance)).toEqual([3, 5, 7]);
  expect(choosePairs(pairs, 99).typicalDifferent).toHaveLength(7);
  expect(choosePairs([], 2).hardestSame).toEqual([]);
});

test("at the card's threshold, a distance equal to it is 'different'", () => {
  const judged = judgeAtCardThreshold(
    [pair(true, 9.9), pair(true, 10), pair(false, 10), pair(false, 3)],
    10,
  );
  expect(judged).toEqual({
    threshold: 10,
    accuracy: 0.5,
    falseAcceptRate: 0.5,
    falseRejectRate: 0.5,
  });
});
