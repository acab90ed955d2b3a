import type { Crop } from "@multibatch/core";
import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeImage } from "./decode-image.js";
import { encodePng } from "./encode-png.js";

test.each([1, 3] as const)("%d channels come back unchanged", async (channels) => {
  const shape = { height: 9, width: 12, channels };
  const pixels = Uint8Array.from({ length: 9 * 12 * channels }, (_, i) => (i * 37) % 256);
  const png = await encodePng(pixels, shape);
  expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect((await sharp(png).metadata()).channels).toBe(channels);
  const crop: Crop = { ...shape, region: 1, fit: "fill" };
  const decoded = await decodeImage(png, crop);
  expect(Buffer.compare(decoded, pixels)).toBe(0);
});

test("a wrong number of bytes is refused", async () => {
  await expect(encodePng(new Uint8Array(7), { height: 2, width: 2, channels: 3 })).rejects.toThrow(
    "An image of 2 × 2 × 3 has 12 bytes, received 7.",
  );
});
