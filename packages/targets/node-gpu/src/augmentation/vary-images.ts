import type { Crop } from "@multibatch/core";
import { erase } from "./erase.js";
import { saturate } from "./saturate.js";
import { shrinkImage } from "./shrink-image.js";
import type { Affine, Variation } from "./variation.js";
import { warpInto } from "./warp-image.js";

// Runs in a worker, too: nothing of other packages is imported here but types.

type Size = Pick<Crop, "height" | "width" | "channels">;

/**
 * Varies and normalises images one by one.
 *
 * @param pixels uint8 `[n, h, w, c]`
 * @param variations one for each image
 * @returns float32 `[n, h, w, c]`
 */
export function varyImages(
  pixels: Uint8Array,
  crop: Size,
  variations: readonly Variation[],
): Float32Array {
  const size = crop.height * crop.width * crop.channels;
  const images = new Float32Array(pixels.length);
  for (const [index, variation] of variations.entries()) {
    const [start, end] = [index * size, (index + 1) * size];
    varyInto(images.subarray(start, end), pixels.subarray(start, end), crop, variation);
  }
  return images;
}

function varyInto(into: Float32Array, pixels: Uint8Array, crop: Size, variation: Variation): void {
  const { shrinkage, source, gain, bias, saturation, erased } = variation;
  if (shrinkage > 1) {
    const small = shrunkSize(crop, shrinkage);
    const map = throughSmaller(source, crop, small);
    warpInto(into, shrinkImage(pixels, crop, small), crop, map, gain, bias, small);
  } else {
    warpInto(into, pixels, crop, source, gain, bias);
  }
  if (saturation !== 1 && crop.channels === 3) saturate(into, saturation);
  if (erased) erase(into, crop, erased);
}

function shrunkSize({ height, width }: Size, shrinkage: number): Pick<Crop, "height" | "width"> {
  const shrunk = (length: number) => Math.max(1, Math.round(length / shrinkage));
  return { height: shrunk(height), width: shrunk(width) };
}

/** The map to places in a smaller picture of the same: pixels are areas, the first one's centre 0. */
function throughSmaller(
  [a, b, c, d, e, f]: Affine,
  from: Pick<Crop, "height" | "width">,
  to: Pick<Crop, "height" | "width">,
): Affine {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return [a * x, b * x, (c + 0.5) * x - 0.5, d * y, e * y, (f + 0.5) * y - 0.5];
}
