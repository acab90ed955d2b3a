import { type AffineMap, mapPoint } from "@multibatch/core";

/** Numbers in double precision, row-major. */
export interface Images {
  readonly shape: readonly [n: number, height: number, width: number, channels: number];
  readonly values: Float64Array;
}

export type Size = readonly [height: number, width: number];

/**
 * The warp as it is defined, for one image after the other in double precision: each output point
 * sums *all* pixels, weighted by how near they are to the place that the map leads to.
 *
 * @param maps one for each image
 */
export function referenceWarp(
  images: Images,
  maps: readonly AffineMap[],
  [outHeight, outWidth]: Size,
): Float64Array {
  const [n, height, width, channels] = images.shape;
  const result = new Float64Array(n * outHeight * outWidth * channels);
  let out = 0;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++, out += channels) {
        const [x, y] = mapPoint(maps[image], centre(column, outWidth), centre(row, outHeight));
        const down = weights(y, height);
        const right = weights(x, width);
        for (const [pixelRow, rowWeight] of down) {
          for (const [pixelColumn, columnWeight] of right) {
            const at = ((image * height + pixelRow) * width + pixelColumn) * channels;
            for (let channel = 0; channel < channels; channel++) {
              result[out + channel] += rowWeight * columnWeight * images.values[at + channel];
            }
          }
        }
      }
    }
  }
  return result;
}

/** Coordinate of the centre of a pixel, from −1 to 1. */
const centre = (index: number, extent: number) => (2 * index + 1) / extent - 1;

/** The pixels that a place is mixed of along an axis, with their weights. */
function weights(coordinate: number, extent: number): [index: number, weight: number][] {
  const position = ((coordinate + 1) * extent - 1) / 2;
  const held = Math.min(Math.max(position, 0), extent - 1);
  return Array.from({ length: extent }, (_, index): [number, number] => [
    index,
    Math.max(0, 1 - Math.abs(held - index)),
  ]).filter(([, weight]) => weight > 0);
}

/**
 * Derivative of Σ weighting · warp(images) by each number of each map, by central differences; exact
 * but for rounding as long as no position is within `step` of a pixel's centre.
 *
 * @param weighting as many numbers as the warped images have
 */
export function referenceMapGradient(
  images: Images,
  maps: readonly AffineMap[],
  size: Size,
  weighting: ArrayLike<number>,
  step = 1e-7,
): Float64Array {
  const gradient = new Float64Array(6 * maps.length);
  const perImage = weighting.length / maps.length;
  for (let number = 0; number < 6; number++) {
    // Images do not touch each other, so that all maps may move at once.
    const moved = (by: number) =>
      maps.map((map) => Array.from(map, (value, i) => (i === number ? value + by : value)));
    const after = referenceWarp(images, moved(step), size);
    const before = referenceWarp(images, moved(-step), size);
    for (let i = 0; i < after.length; i++) {
      gradient[6 * Math.floor(i / perImage) + number] +=
        (weighting[i] * (after[i] - before[i])) / (2 * step);
    }
  }
  return gradient;
}

/** Derivative of Σ weighting · warp(images) by each pixel: the warp is linear in the pixels. */
export function referenceImageGradient(
  { shape }: Images,
  maps: readonly AffineMap[],
  size: Size,
  weighting: ArrayLike<number>,
): Float64Array {
  const [n, height, width, channels] = shape;
  const plane = height * width;
  const gradient = new Float64Array(n * plane * channels);
  const outPlane = size[0] * size[1];
  for (let pixel = 0; pixel < plane; pixel++) {
    const lit = { shape: [n, height, width, 1] as const, values: new Float64Array(n * plane) };
    for (let image = 0; image < n; image++) lit.values[image * plane + pixel] = 1;
    referenceWarp(lit, maps, size).forEach((share, i) => {
      const image = Math.floor(i / outPlane);
      for (let channel = 0; channel < channels; channel++) {
        gradient[(image * plane + pixel) * channels + channel] +=
          share * weighting[i * channels + channel];
      }
    });
  }
  return gradient;
}
