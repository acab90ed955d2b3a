import type { Crop, Random } from "@multibatch/core";
import { normalisation } from "@multibatch/core/network";
import type { AugmentationOptions } from "./augmentation-options.js";
import type { Affine, Rectangle, Variation } from "./variation.js";

type Size = Pick<Crop, "height" | "width">;

/**
 * Draws how images are varied and normalised.
 *
 * Draws the same count of random numbers for each image whatever the options, so that changing one
 * strength leaves the other variations as they were.
 */
export function drawVariations(
  count: number,
  crop: Size,
  options: AugmentationOptions,
  random: Random,
): Variation[] {
  // A stream of its own for what came later: warp, brightness and contrast stay as they were without.
  const later = random.fork("saturation, blur, erase");
  return Array.from({ length: count }, () => ({
    ...drawWarp(crop, options, random),
    ...drawDisturbance(crop, options, later),
  }));
}

/** Mirror, shift, scale, rotation, brightness and contrast: one affine map each of place and value. */
function drawWarp(crop: Size, options: AugmentationOptions, random: Random) {
  const flip = random.uniform() < options.flip;
  const shiftX = random.uniform(-1, 1) * options.shift * crop.width;
  const shiftY = random.uniform(-1, 1) * options.shift * crop.height;
  const zoom = 1 + random.uniform(-1, 1) * options.scale;
  const angle = (random.uniform(-1, 1) * options.rotation * Math.PI) / 180;
  const brightness = random.uniform(-1, 1) * options.brightness * 255;
  const contrast = 1 + random.uniform(-1, 1) * options.contrast;
  return {
    source: sourceOf(crop, { flip, shiftX, shiftY, zoom, angle }),
    // network input = ((pixel − 127.5) · contrast + 127.5 + brightness) · scale + offset
    gain: contrast * normalisation.scale,
    bias: (127.5 * (1 - contrast) + brightness) * normalisation.scale + normalisation.offset,
  };
}

/** What takes something away from an image: colour, resolution, a part. */
function drawDisturbance(
  crop: Size,
  { saturation, blur, erase }: AugmentationOptions,
  random: Random,
) {
  const drawnSaturation = 1 + random.uniform(-1, 1) * saturation;
  const blurred = random.uniform() < blur.probability;
  const factor = random.uniform(1, blur.factor);
  const erased = random.uniform() < erase.probability;
  const share = random.uniform(erase.smallest, erase.largest);
  const rectangle = drawRectangle(crop, share, random);
  return {
    saturation: drawnSaturation,
    shrinkage: blurred ? factor : 1,
    ...(erased && { erased: rectangle }),
  };
}

/** A rectangle within an image, of a share of its area, at most twice as high as wide or the reverse. */
function drawRectangle({ height, width }: Size, share: number, random: Random): Rectangle {
  const side = Math.sqrt(share * height * width);
  const elongation = 2 ** random.uniform(-0.5, 0.5);
  const within = (length: number, limit: number) =>
    Math.min(limit, Math.max(1, Math.round(length)));
  const size = {
    height: within(side * elongation, height),
    width: within(side / elongation, width),
  };
  return {
    ...size,
    top: Math.floor(random.uniform() * (height - size.height + 1)),
    left: Math.floor(random.uniform() * (width - size.width + 1)),
  };
}

interface Warp {
  readonly flip: boolean;
  readonly shiftX: number;
  readonly shiftY: number;
  readonly zoom: number;
  readonly angle: number;
}

/** Where each pixel of the result comes from: mirror, rotation and zoom about the centre, then shift. */
function sourceOf(crop: Size, warp: Warp): Affine {
  const centreX = (crop.width - 1) / 2;
  const centreY = (crop.height - 1) / 2;
  const cos = Math.cos(warp.angle) / warp.zoom;
  const sin = Math.sin(warp.angle) / warp.zoom;
  const mirror = warp.flip ? -1 : 1;
  const [a, b, d, e] = [cos * mirror, sin * mirror, -sin, cos];
  return [
    a,
    b,
    centreX - a * (centreX + warp.shiftX) - b * (centreY + warp.shiftY),
    d,
    e,
    centreY - d * (centreX + warp.shiftX) - e * (centreY + warp.shiftY),
  ];
}
