import { type AffineMap, type Crop, DataError } from "@multibatch/core";
import type { ImageLike } from "./image-like.js";
import { sampleImage } from "./sample.js";

/**
 * Brings a whole image to a crop: its central region, covering, contained in or stretched to the size.
 * It is what `decodeImage` of @multibatch/images does to a file, with another filter.
 *
 * @returns uint8 `[h, w, c]`
 * @throws DataError when the image is empty, or its data do not fit its size
 */
export function cropImage(image: ImageLike, crop: Crop): Uint8Array {
  if (!(image.width >= 1 && image.height >= 1)) {
    throw new DataError(
      `An image of ${image.width} × ${image.height} pixels cannot be cropped. Pass one that has loaded.`,
    );
  }
  return sampleImage(image, cropMap(image, crop), crop);
}

/** From a pixel of the crop to one of the image. */
function cropMap(image: ImageLike, { width, height, region, fit }: Crop): AffineMap {
  const regionWidth = Math.max(1, Math.round(image.width * region));
  const regionHeight = Math.max(1, Math.round(image.height * region));
  let across = regionWidth / width;
  let down = regionHeight / height;
  if (fit === "cover") across = down = Math.min(across, down);
  if (fit === "contain") across = down = Math.max(across, down);
  const left = Math.floor((image.width - regionWidth) / 2) + (regionWidth - across * width) / 2;
  const top = Math.floor((image.height - regionHeight) / 2) + (regionHeight - down * height) / 2;
  return [across, 0, left, 0, down, top];
}
