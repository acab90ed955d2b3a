import fc from "fast-check";
import { expect, test } from "vitest";
import { embedWithMirror, mirrorImages } from "./embed-with-mirror.js";

test("mirrors rows of pixels, not their channels", () => {
  const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  expect([...mirrorImages(pixels, { height: 2, width: 2, channels: 3 })]).toEqual([
    4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9,
  ]);
  expect(() => mirrorImages(pixels, { height: 5, width: 1, channels: 1 })).toThrow(RangeError);
});

test("mirroring twice is the image; the mean embedding does not see the side", async () => {
  const crop = { height: 2, width: 3, channels: 1 } as const;
  const embed = async (pixels: Uint8Array) =>
    Float32Array.from(
      { length: pixels.length / 6 },
      (_, i) => pixels[6 * i] + 2 * pixels[6 * i + 1],
    );
  const bytes = fc.uint8Array({ minLength: 12, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(bytes, async (pixels) => {
      const mirrored = mirrorImages(pixels, crop);
      expect(mirrorImages(mirrored, crop)).toEqual(pixels);
      const mean = embedWithMirror(embed, crop);
      expect(await mean(mirrored)).toEqual(await mean(pixels));
      const [first] = await mean(pixels);
      const [straight] = await embed(pixels);
      const [turned] = await embed(mirrored);
      expect(first).toBe((straight + turned) / 2);
    }),
  );
});
