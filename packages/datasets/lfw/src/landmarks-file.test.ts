import { expect, it } from "vitest";
import { parseLandmarks } from "./landmarks-file.js";

it("holds five points for each image", () => {
  const text = "Ann/Ann_0001.jpg\t1 2 3 4 5 6 7 8 9 10\nBob/Bob_0012.jpg 0 0 1.5 0 2 0 3 0 -4 0\n";
  expect(parseLandmarks(text, "points.txt")).toEqual([
    {
      image: { person: "Ann", number: 1 },
      points: [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
        [9, 10],
      ],
    },
    {
      image: { person: "Bob", number: 12 },
      points: [
        [0, 0],
        [1.5, 0],
        [2, 0],
        [3, 0],
        [-4, 0],
      ],
    },
  ]);
});

it.each<[RegExp, string]>([
  [/^points\.txt, line 1: the line is empty/, ""],
  [/line 1: field 1 is "Ann", where Name\/Name_0001\.jpg was expected/, "Ann 1 2"],
  [/line 1: 10 numbers were expected, but 2 follow/, "Ann/Ann_0001.jpg 1 2"],
  [/line 1: field 3 is "x", where a number/, "Ann/Ann_0001.jpg 1 x 3 4 5 6 7 8 9 10"],
])("%s", (message, text) => {
  expect(() => parseLandmarks(text, "points.txt")).toThrow(message);
});
