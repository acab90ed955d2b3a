import { DataError } from "@multibatch/core";

/** An image as browsers hand it out (`ImageData`), or anything of its form. */
export interface ImageLike {
  /** Pixels row by row, 0…255: RGBA, RGB or grey, as its length says. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Whether something has the form of an image. */
export function isImageLike(value: unknown): value is ImageLike {
  return typeof value === "object" && value !== null && "data" in value && "width" in value;
}

/**
 * Numbers in a pixel of an image: 1, 3 or 4.
 *
 * @throws DataError when the length of its data fits no such number
 */
export function channelsOf({ data, width, height }: ImageLike): 1 | 3 | 4 {
  const channels = data.length / (width * height);
  if (channels === 1 || channels === 3 || channels === 4) return channels;
  throw new DataError(
    `An image of ${width} × ${height} pixels has ${width * height} bytes in grey, 3 times as many in RGB or 4 times in RGBA, but ${data.length} were given. Pass width and height of the pixels themselves.`,
  );
}
