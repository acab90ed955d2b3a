import fc from "fast-check";
import { expect, it } from "vitest";
import { boxOf, keepInside, squareAround, wholePicture } from "./crop-square.js";

const share = fc.double({ min: -2, max: 3, noNaN: true });
const size = fc.record({
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 4000 }),
});

it("keeps every square inside of the picture", () => {
  const square = fc.record({ across: share, down: share, size: share });
  fc.assert(
    fc.property(square, size, (wanted, picture) => {
      const box = boxOf(keepInside(wanted, picture), picture);
      expect(box.left).toBeGreaterThan(-1e-6);
      expect(box.top).toBeGreaterThan(-1e-6);
      expect(box.left + box.width).toBeLessThan(picture.width + 1e-6);
      expect(box.top + box.height).toBeLessThan(picture.height + 1e-6);
      expect(box.width).toBe(box.height);
    }),
  );
});

it("leaves a square that is inside as it is", () => {
  const picture = { width: 300, height: 200 };
  expect(keepInside(wholePicture, picture)).toEqual(wholePicture);
  expect(boxOf(wholePicture, picture)).toEqual({ left: 50, top: 0, width: 200, height: 200 });
});

it("goes around a rectangle", () => {
  const picture = { width: 300, height: 200 };
  const square = squareAround({ left: 100, top: 50, width: 40, height: 60 }, picture, 2);
  expect(boxOf(square, picture)).toEqual({ left: 60, top: 20, width: 120, height: 120 });
});
