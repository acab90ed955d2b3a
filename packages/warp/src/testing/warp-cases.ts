import { type AffineMap, identityMap } from "@multibatch/core";
import type { Size } from "./reference-warp.js";

/** Images of one size, each with a map of its own. */
export interface WarpCase {
  readonly name: string;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly output: Size;
  readonly maps: readonly AffineMap[];
}

/** Every point far outside: to the left and above, and to the right and below. */
const outside: readonly AffineMap[] = [
  [0.9, 0.1, -7, 0.1, 1.1, -9],
  [0.8, -0.2, 8, 0.3, 0.7, 6],
];

/** Maps whose points fall between the pixels, some of them outside. */
const general: readonly AffineMap[] = [
  [0.93, 0.21, 0.113, -0.317, 1.09, -0.241],
  [1.53, 0.137, 0.71, 0.0171, -1.0133, 0.377],
  [0.531, 0.0173, -0.913, 0.219, 0.613, 0.887],
];

/** What every implementation of the warp is held to. */
export const warpCases: readonly WarpCase[] = [
  { name: "colour images", input: [9, 11, 3], output: [9, 11], maps: general },
  { name: "grey images, smaller", input: [12, 10, 1], output: [5, 4], maps: general },
  { name: "two channels, larger", input: [5, 4, 2], output: [7, 9], maps: general },
  { name: "one row", input: [1, 7, 3], output: [4, 6], maps: general },
  { name: "one pixel", input: [1, 1, 2], output: [3, 2], maps: general },
  { name: "points outside", input: [6, 5, 3], output: [5, 6], maps: outside },
  {
    name: "the identity among others",
    input: [8, 7, 3],
    output: [8, 7],
    maps: [general[0], identityMap, general[2]],
  },
];
