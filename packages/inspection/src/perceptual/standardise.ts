import { medianOf } from "../median.js";
import { featureCount, frequencies } from "./frequency-features.js";

/** Perceptual hashes and the features behind them. */
export interface PerceptualTable {
  readonly count: number;
  /** Standardised features of length 1, `[n, 64]`: their product is a correlation, −1…1. */
  readonly directions: Float32Array;
  /** 64 bits of each image, `[n, 2]`. */
  readonly hashes: Uint32Array;
}

/**
 * What is known before a data set is seen, worth this many images: without it the spread over a few
 * images would be noise.
 */
const priorImages = 64;

/** Spread of the coefficient of a frequency in photographs: it falls with the frequency. Our choice. */
const priorSpread = (across: number, down: number): number => 30 / (1 + Math.hypot(across, down));

/**
 * Brings features to one scale: less the median, divided by the spread over all images. A bit of the
 * hash says whether its feature is above the median. So every bit halves the data set, even where all
 * images look alike, as aligned faces do, and what counts is where an image differs from the others.
 *
 * @param features `[n, 64]`, changed in place into `directions`
 */
export function standardise(features: Float32Array): PerceptualTable {
  const count = features.length / featureCount;
  const hashes = new Uint32Array(2 * count);
  const column = new Float32Array(count);
  frequencies.forEach(([across, down], i) => {
    for (let image = 0; image < count; image++) column[image] = features[image * featureCount + i];
    const prior = priorSpread(across, down);
    const middle = (medianOf(column) * count) / (count + priorImages);
    let squares = priorImages * prior * prior;
    for (let image = 0; image < count; image++) {
      squares += (features[image * featureCount + i] - middle) ** 2;
    }
    const spread = Math.sqrt(squares / (count + priorImages));
    const word = i >> 5;
    for (let image = 0; image < count; image++) {
      const value = (features[image * featureCount + i] - middle) / spread;
      features[image * featureCount + i] = value;
      if (value > 0) hashes[2 * image + word] |= 1 << (i & 31);
    }
  });
  for (let image = 0; image < count; image++) {
    normalise(features.subarray(image * featureCount, (image + 1) * featureCount));
  }
  return { count, directions: features, hashes };
}

/** Scales to length 1; an image without any structure stays 0 and resembles nothing. */
function normalise(values: Float32Array): void {
  let squares = 0;
  for (const value of values) squares += value * value;
  const length = Math.sqrt(squares);
  if (length > 0) for (let i = 0; i < values.length; i++) values[i] /= length;
}
