import type { Crop } from "@multibatch/core";
import { regionOf } from "./crop-region.js";

/**
 * Where points of an image file are seen after its crop: to half a pixel, as `cover` and `contain` round
 * to whole pixels on the way.
 *
 * @param size of the image file, in pixels
 * @returns maps a point of the file, where (0, 0) is the centre of the top left pixel, to coordinates
 * of the crop's result, from −1 at the left and top edge to 1 at the right and bottom edge
 */
export function placeInCrop(
  size: { readonly height: number; readonly width: number },
  crop: Crop,
): (point: readonly [x: number, y: number]) => readonly [x: number, y: number] {
  const region = regionOf(size, crop.region);
  const scale = { x: crop.width / region.width, y: crop.height / region.height };
  if (crop.fit !== "fill") {
    const choose = crop.fit === "cover" ? Math.max : Math.min;
    scale.x = scale.y = choose(scale.x, scale.y);
  }
  return ([x, y]) => [
    ((x + 0.5 - region.left - region.width / 2) * scale.x) / (crop.width / 2),
    ((y + 0.5 - region.top - region.height / 2) * scale.y) / (crop.height / 2),
  ];
}
