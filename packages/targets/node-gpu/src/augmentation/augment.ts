import type { Crop, Random } from "@multibatch/core";
import { normalisation } from "@multibatch/core/network";
import type { AugmentationOptions } from "./augmentation-options.js";
import { type Affine, variationSize } from "./warp-image.js";

/**
 * Draws how images are varied and normalised, in one pass over their pixels.
 *
 * Draws the same count of random numbers for each image whatever the options, so that changing one
 * strength leaves the other variations as they were.
 *
 * @returns `[count, 8]`, for `warpImages`
 */
export function drawVariations(
  count: number,
  crop: Pick<Crop, "height" | "width">,
  options: AugmentationOptions,
  random: Random,
): Float64Array {
  const variations = new Float64Array(count * variationSize);
  for (let image = 0; image < count; image++) {
    const flip = random.uniform() < options.flip;
    const shiftX = random.uniform(-1, 1) * options.shift * crop.width;
    const shiftY = random.uniform(-1, 1) * options.shift * crop.height;
    const zoom = 1 + random.uniform(-1, 1) * options.scale;
    const angle = (random.uniform(-1, 1) * options.rotation * Math.PI) / 180;
    const brightness = random.uniform(-1, 1) * options.brightness * 255;
    const contrast = 1 + random.uniform(-1, 1) * options.contrast;

    // network input = ((pixel − 127.5) · contrast + 127.5 + brightness) · scale + offset
    const gain = contrast * normalisation.scale;
    const bias = (127.5 * (1 - contrast) + brightness) * normalisation.scale + normalisation.offset;
    const source = sourceOf(crop, { flip, shiftX, shiftY, zoom, angle });
    variations.set([...source, gain, bias], image * variationSize);
  }
  return variations;
}

/** Normalises images without varying them: what validation and runtimes see. */
export function normaliseInto(into: Float32Array, pixels: Uint8Array): void {
  for (let i = 0; i < pixels.length; i++) {
    into[i] = pixels[i] * normalisation.scale + normalisation.offset;
  }
}

interface Variation {
  readonly flip: boolean;
  readonly shiftX: number;
  readonly shiftY: number;
  readonly zoom: number;
  readonly angle: number;
}

/** Where each pixel of the result comes from: mirror, rotation and zoom about the centre, then shift. */
function sourceOf(crop: Pick<Crop, "height" | "width">, variation: Variation): Affine {
  const centreX = (crop.width - 1) / 2;
  const centreY = (crop.height - 1) / 2;
  const cos = Math.cos(variation.angle) / variation.zoom;
  const sin = Math.sin(variation.angle) / variation.zoom;
  const mirror = variation.flip ? -1 : 1;
  const [a, b, d, e] = [cos * mirror, sin * mirror, -sin, cos];
  return [
    a,
    b,
    centreX - a * (centreX + variation.shiftX) - b * (centreY + variation.shiftY),
    d,
    e,
    centreY - d * (centreX + variation.shiftX) - e * (centreY + variation.shiftY),
  ];
}
