import type { Random } from "@multibatch/core";
import { luminance } from "./colour.js";

/** A picture of one or three channels, `[height, width, channels]`, 0…1, not clamped. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Float32Array;
}

/** Writes the luminance of RGB pixels `[…, 3]` to `output`, `[…]`. */
export function toGrey(pixels: Float32Array, output: Float32Array): void {
  for (let i = 0, at = 0; i < output.length; i++, at += 3) {
    output[i] = luminance(pixels[at], pixels[at + 1], pixels[at + 2]);
  }
}

/**
 * Blurs a picture by repeated three-tap binomial filters, which approach a Gaussian.
 *
 * @param deviation standard deviation in pixels; 0 leaves the picture as it is
 */
export function blur({ pixels, width, height, channels }: Picture, deviation: number): void {
  const variance = deviation * deviation;
  if (variance < 1e-6) return;
  // A pass with side weights w adds a variance of 2w; w is at most ¼, beyond which it would ring.
  const passes = Math.ceil(variance / 0.5);
  const side = variance / passes / 2;
  const rowStep = width * channels;
  for (let pass = 0; pass < passes; pass++) {
    for (let row = 0; row < height; row++) {
      for (let channel = 0; channel < channels; channel++) {
        blurLine(pixels, row * rowStep + channel, channels, width, side);
      }
    }
    for (let column = 0; column < rowStep; column++) {
      blurLine(pixels, column, rowStep, height, side);
    }
  }
}

/** One pass along one line of numbers; the ends repeat themselves. */
function blurLine(
  pixels: Float32Array,
  start: number,
  step: number,
  count: number,
  side: number,
): void {
  const middle = 1 - 2 * side;
  let before = pixels[start];
  for (let i = 0, at = start; i < count; i++, at += step) {
    const value = pixels[at];
    const after = i + 1 < count ? pixels[at + step] : value;
    pixels[at] = middle * value + side * (before + after);
    before = value;
  }
}

/** What the camera does to a finished picture. */
export interface Exposure {
  /** Factor on the difference from mid-grey. */
  readonly contrast: number;
  /** Added, as a share of white. */
  readonly brightness: number;
  /** Standard deviation of the noise, as a share of white. */
  readonly noise: number;
}

/** Bytes of one random word add up to nearly a normal number of this mean and deviation. */
const byteSumMean = 4 * 127.5;
const byteSumDeviation = Math.sqrt((4 * (256 * 256 - 1)) / 12);

/**
 * Writes a picture as bytes.
 *
 * @param random makes the noise: independent for each byte
 */
export function develop(
  { pixels }: Picture,
  exposure: Exposure,
  random: Random,
  output: Uint8Array,
): void {
  const gain = 255 * exposure.contrast;
  const offset = 255 * (0.5 - 0.5 * exposure.contrast + exposure.brightness) + 0.5;
  const noise = (255 * exposure.noise) / byteSumDeviation;
  for (let i = 0; i < output.length; i++) {
    let byte = pixels[i] * gain + offset;
    if (noise > 0) {
      const word = random.word();
      const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
      byte += noise * (sum - byteSumMean);
    }
    output[i] = Math.min(Math.max(byte, 0), 255);
  }
}
