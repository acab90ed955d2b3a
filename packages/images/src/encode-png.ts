import { DataError, imageSize } from "@multibatch/core";
import sharp from "sharp";

/** Size and colour of raw pixels. */
export interface PixelShape {
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for RGB. */
  readonly channels: 1 | 3;
}

/**
 * Encodes raw pixels as a PNG file, without loss.
 *
 * @param pixels uint8 `[h, w, c]`, row-major
 * @throws DataError when the length is not that of one image
 */
export async function encodePng(pixels: Uint8Array, shape: PixelShape): Promise<Uint8Array> {
  const { height, width, channels } = shape;
  if (pixels.length !== imageSize(shape)) {
    throw new DataError(
      `An image of ${height} × ${width} × ${channels} has ${imageSize(shape)} bytes, received ${pixels.length}.`,
    );
  }
  // sharp widens grey to RGB unless it is told that the result is grey, too.
  const colourSpace = channels === 1 ? "b-w" : "srgb";
  return sharp(pixels, { raw: { height, width, channels } })
    .toColourspace(colourSpace)
    .png({ compressionLevel: 9 })
    .toBuffer();
}
