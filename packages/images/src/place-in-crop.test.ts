import type { Crop } from "@multibatch/core";
import sharp from "sharp";
import { expect, it } from "vitest";
import { decodeImage } from "./decode-image.js";
import { placeInCrop } from "./place-in-crop.js";

const file = { height: 120, width: 80 };
const spot = { left: 30, top: 51, size: 6 };

/** A black image with a white square. */
const bytes = () =>
  sharp({ create: { ...file, channels: 3, background: "#000000" } })
    .composite([
      {
        input: {
          create: { width: spot.size, height: spot.size, channels: 3, background: "#ffffff" },
        },
        left: spot.left,
        top: spot.top,
      },
    ])
    .png()
    .toBuffer();

it.each<Crop>([
  { height: 60, width: 60, channels: 1, region: 1, fit: "cover" },
  { height: 60, width: 60, channels: 1, region: 1, fit: "contain" },
  { height: 60, width: 80, channels: 1, region: 1, fit: "fill" },
  { height: 64, width: 48, channels: 1, region: 0.6, fit: "cover" },
])("finds a spot where decoding puts it: %o", async (crop) => {
  const pixels = await decodeImage(await bytes(), crop);
  const centre = (spot.size - 1) / 2;
  const [x, y] = placeInCrop(file, crop)([spot.left + centre, spot.top + centre]);
  let [mass, sumX, sumY] = [0, 0, 0];
  pixels.forEach((value, i) => {
    mass += value;
    sumX += value * ((2 * (i % crop.width) + 1) / crop.width - 1);
    sumY += value * ((2 * Math.floor(i / crop.width) + 1) / crop.height - 1);
  });
  // To a third of a pixel, in sizes that `cover` and `contain` need not round on the way.
  expect(Math.abs(sumX / mass - x)).toBeLessThan(0.7 / crop.width);
  expect(Math.abs(sumY / mass - y)).toBeLessThan(0.7 / crop.height);
});
