import fc from "fast-check";
import { expect, it } from "vitest";
import { greyscale } from "./greyscale.js";

it("is 0.299 R + 0.587 G + 0.114 B, rounded", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, (r, g, b) => {
      const [luma] = greyscale(Uint8Array.of(r, g, b));
      expect(Math.abs(luma - (0.299 * r + 0.587 * g + 0.114 * b))).toBeLessThan(0.51);
    }),
  );
});

it("leaves every grey as it is", () => {
  const greys = Uint8Array.from({ length: 256 * 3 }, (_, i) => Math.floor(i / 3));
  expect([...greyscale(greys)]).toEqual(Array.from({ length: 256 }, (_, i) => i));
});
