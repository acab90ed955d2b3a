import type { Random } from "@multibatch/core";
import type { Canvas } from "./canvas.js";
import { luminance } from "./colour.js";

/**
 * Blurs a canvas by repeated three-tap binomial filters, which approach a Gaussian.
 *
 * @param deviation standard deviation in pixels; 0 leaves the canvas as it is
 */
export function blur(canvas: Canvas, deviation: number): void {
  const variance = deviation * deviation;
  if (variance < 1e-6) return;
  // A pass with side weights w adds a variance of 2w; w is at most ¼, beyond which it would ring.
  const passes = Math.ceil(variance / 0.5);
  const side = variance / passes / 2;
  const { pixels, width, height } = canvas;
  for (let pass = 0; pass < passes; pass++) {
    for (let row = 0; row < height; row++) {
      blurLine(pixels, row * width * 3, 3, width, side);
    }
    for (let column = 0; column < width; column++) {
      blurLine(pixels, column * 3, width * 3, height, side);
    }
  }
}

/** One pass along one line of pixels; the ends repeat themselves. */
function blurLine(
  pixels: Float32Array,
  start: number,
  step: number,
  count: number,
  side: number,
): void {
  const middle = 1 - 2 * side;
  for (let channel = 0; channel < 3; channel++) {
    let at = start + channel;
    let before = pixels[at];
    for (let i = 0; i < count; i++, at += step) {
      const value = pixels[at];
      const after = i + 1 < count ? pixels[at + step] : value;
      pixels[at] = middle * value + side * (before + after);
      before = value;
    }
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
 * Writes a canvas as bytes, `[height, width, channels]`; one channel is the luminance.
 *
 * @param random makes the noise: independent for each byte
 */
export function develop(
  canvas: Canvas,
  channels: 1 | 3,
  exposure: Exposure,
  random: Random,
  output: Uint8Array,
): void {
  const gain = 255 * exposure.contrast;
  const offset = 255 * (0.5 - 0.5 * exposure.contrast + exposure.brightness) + 0.5;
  const noise = (255 * exposure.noise) / byteSumDeviation;
  const { pixels } = canvas;
  const count = canvas.width * canvas.height * channels;
  for (let i = 0; i < count; i++) {
    const value =
      channels === 3 ? pixels[i] : luminance(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
    let byte = value * gain + offset;
    if (noise > 0) {
      const word = random.word();
      const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
      byte += noise * (sum - byteSumMean);
    }
    output[i] = Math.min(Math.max(byte, 0), 255);
  }
}
