import type { Crop } from "@multibatch/core";
import type { Affine } from "./variation.js";

/**
 * Warps one image by bilinear interpolation and scales its values: result = sample · gain + bias.
 * Outside, the nearest border pixel is taken.
 *
 * @param into float32 `[h, w, c]`
 * @param pixels uint8 `[h, w, c]`, of `size` where that is another one than the result's
 */
export function warpInto(
  into: Float32Array,
  pixels: Uint8Array,
  { height, width, channels }: Pick<Crop, "height" | "width" | "channels">,
  [a, b, c, d, e, f]: Affine,
  gain: number,
  bias: number,
  size: Pick<Crop, "height" | "width"> = { height, width },
): void {
  const lastX = size.width - 1;
  const lastY = size.height - 1;
  const row = size.width * channels;
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
