import { DataError } from "@multibatch/core";
import type { ImageLike } from "./image-like.js";

/** A picture of the browser's that can be drawn. */
export type Picture =
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLVideoElement;

/**
 * The pixels of a picture; in browsers and their workers.
 *
 * @throws DataError when it has no pixels yet
 */
export function readPixels(picture: Picture): ImageLike {
  const { width, height } = sizeOf(picture);
  if (width === 0 || height === 0) {
    throw new DataError("The picture has no pixels yet: wait until it has loaded.");
  }
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height);
}

function sizeOf(picture: Picture): { width: number; height: number } {
  if ("videoWidth" in picture) return { width: picture.videoWidth, height: picture.videoHeight };
  if ("naturalWidth" in picture) {
    return { width: picture.naturalWidth, height: picture.naturalHeight };
  }
  return picture;
}
