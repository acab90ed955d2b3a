import { decodeImage } from "@multibatch/images";
import { expect, it } from "vitest";
import { drawMontage, meanTile, stretchedTiles } from "./montage.js";

const tile = (...pixels: number[]) => ({ pixels, height: 2, width: 2 });

it("means pictures pixel by pixel", () => {
  const mean = meanTile([tile(0, 1, 0, 1), tile(1, 1, 0, -1)]);
  expect(Array.from(mean.pixels)).toEqual([0.5, 1, 0, 0]);
});

it("raises the contrast of pictures alike", () => {
  const [dark, light] = stretchedTiles([tile(-0.2, 0, 0, 0), tile(0.2, 0, 0.1, 0)]);
  expect(Array.from(dark.pixels)).toEqual([-1, 0, 0, 0].map((v) => expect.closeTo(v, 6)));
  expect(Array.from(light.pixels)).toEqual([1, 0, 0.5, 0].map((v) => expect.closeTo(v, 6)));
  expect(Array.from(stretchedTiles([tile(1, 1, 1, 1)])[0].pixels)).toEqual([-1, -1, -1, -1]);
});

it("puts pictures side by side, enlarged, on white", async () => {
  const size = 8;
  const png = await drawMontage([[tile(-1, -1, -1, -1)], [undefined]], 1, size);
  const side = { width: size + 8, height: 2 * (size + 4) + 4 };
  const crop = { ...side, channels: 1, region: 1, fit: "fill" } as const;
  const pixels = await decodeImage(png, crop, "montage");
  expect(pixels[0]).toBe(255);
  expect(pixels[5 * side.width + 5]).toBe(0);
  expect(pixels[18 * side.width + 5]).toBe(255);
});
