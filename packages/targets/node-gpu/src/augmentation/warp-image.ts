import type { Crop } from "@multibatch/core";

// Runs in a worker, too: nothing is imported here but types.

/** `[a, b, c, d, e, f]`: the result's pixel (x, y) comes from (a·x + b·y + c, d·x + e·y + f). */
export type Affine = readonly [number, number, number, number, number, number];

/**
 * Warps one image by bilinear interpolation and scales its values: result = sample · gain + bias.
 * Outside, the nearest border pixel is taken.
 *
 * @param into float32 `[h, w, c]`
 * @param pixels uint8 `[h, w, c]`
 */
export function warpInto(
  into: Float32Array,
  pixels: Uint8Array,
  { height, width, channels }: Pick<Crop, "height" | "width" | "channels">,
  [a, b, c, d, e, f]: Affine,
  gain: number,
  bias: number,
): void {
  const lastX = width - 1;
  const lastY = height - 1;
  const row = width * channels;
  let out = 0;
  for (let y = 0; y < height; y++) {
    let sourceX = b * y + c;
    let sourceY = e * y + f;
    for (let x = 0; x < width; x++, sourceX += a, sourceY += d) {
      const clampedX = Math.min(Math.max(sourceX, 0), lastX);
      const clampedY = Math.min(Math.max(sourceY, 0), lastY);
      const left = clampedX | 0;
      const top = clampedY | 0;
      const shareX = clampedX - left;
      const shareY = clampedY - top;
      const topLeft = top * row + left * channels;
      const right = left < lastX ? channels : 0;
      const below = top < lastY ? row : 0;
      for (let channel = 0; channel < channels; channel++) {
        const at = topLeft + channel;
        const upper = pixels[at] + (pixels[at + right] - pixels[at]) * shareX;
        const lower =
          pixels[at + below] + (pixels[at + below + right] - pixels[at + below]) * shareX;
        into[out++] = (upper + (lower - upper) * shareY) * gain + bias;
      }
    }
  }
}

/** Numbers that an image is varied by: its affine map, gain and bias. */
export const variationSize = 8;

/**
 * Warps images one by one.
 *
 * @param pixels uint8 `[n, h, w, c]`
 * @param variations `[n, 8]`: what `warpInto` takes for each image
 * @returns float32 `[n, h, w, c]`
 */
export function warpImages(
  pixels: Uint8Array,
  crop: Pick<Crop, "height" | "width" | "channels">,
  variations: Float64Array,
): Float32Array {
  const size = crop.height * crop.width * crop.channels;
  const images = new Float32Array(pixels.length);
  for (let image = 0; image * size < pixels.length; image++) {
    const [start, end] = [image * size, (image + 1) * size];
    const [a, b, c, d, e, f, gain, bias] = variations.subarray(image * variationSize);
    const source = pixels.subarray(start, end);
    warpInto(images.subarray(start, end), source, crop, [a, b, c, d, e, f], gain, bias);
  }
  return images;
}
