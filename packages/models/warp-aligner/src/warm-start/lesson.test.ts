import { expect, it } from "vitest";
import { mirror } from "./lesson.js";

it("mirrors each row of an image, channels together", () => {
  const image = Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
  mirror(image, 3, 2);
  expect([...image]).toEqual([5, 6, 3, 4, 1, 2, 50, 60, 30, 40, 10, 20]);
  mirror(image, 6, 1);
  expect([...image]).toEqual([2, 1, 4, 3, 6, 5, 20, 10, 40, 30, 60, 50]);
});
