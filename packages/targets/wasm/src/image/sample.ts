import { type AffineMap, mapPoint } from "@multibatch/core";
import { channelsOf, type ImageLike } from "./image-like.js";

/** Size of a result. */
export interface PixelSize {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** Samples along each side of a pixel are never more than this. */
const mostSamples = 16;

/**
 * Draws a part of an image at a new size: each pixel of the result is the mean of bilinear samples,
 * about as many as pixels of the image that it covers, so that shrinking does not alias. Outside of
 * the image is black, and so is what is transparent.
 *
 * @param map from a point of the result to one of the image, both in pixels from the left and top edge
 * @returns uint8 `[h, w, c]`
 * @throws DataError when the image's data do not fit its size
 */
export function sampleImage(image: ImageLike, map: AffineMap, size: PixelSize): Uint8Array {
  const reader = new PixelReader(image);
  const across = samplesAlong(map[0], map[3]);
  const down = samplesAlong(map[1], map[4]);
  const result = new Uint8Array(size.height * size.width * size.channels);
  const sum = new Float64Array(3);
  for (let row = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++) {
      sum.fill(0);
      for (let i = 0; i < down; i++) {
        for (let j = 0; j < across; j++) {
          const [x, y] = mapPoint(map, column + (j + 0.5) / across, row + (i + 0.5) / down);
          reader.addTo(sum, x - 0.5, y - 0.5);
        }
      }
      const at = (row * size.width + column) * size.channels;
      for (let channel = 0; channel < 3; channel++) sum[channel] /= across * down;
      if (size.channels === 1) result[at] = Math.round(luma(sum));
      else
        for (let channel = 0; channel < 3; channel++)
          result[at + channel] = Math.round(sum[channel]);
    }
  }
  return result;
}

/** Luma of ITU-R BT.601. */
function luma(rgb: ArrayLike<number>): number {
  return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}

function samplesAlong(x: number, y: number): number {
  return Math.min(mostSamples, Math.max(1, Math.ceil(Math.hypot(x, y) - 1e-6)));
}

/** Bilinear reading of an image of any number of channels as RGB. */
class PixelReader {
  private readonly channels: 1 | 3 | 4;

  constructor(private readonly image: ImageLike) {
    this.channels = channelsOf(image);
  }

  /** Adds the colour at a point, in pixels from the centre of the first, to `sum`. */
  addTo(sum: Float64Array, x: number, y: number): void {
    const { width, height } = this.image;
    if (!(x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5)) return;
    const left = Math.floor(x);
    const top = Math.floor(y);
    const right = x - left;
    const lower = y - top;
    this.addPixel(sum, left, top, (1 - right) * (1 - lower));
    this.addPixel(sum, left + 1, top, right * (1 - lower));
    this.addPixel(sum, left, top + 1, (1 - right) * lower);
    this.addPixel(sum, left + 1, top + 1, right * lower);
  }

  private addPixel(sum: Float64Array, column: number, row: number, weight: number): void {
    const { data, width, height } = this.image;
    // Between the edge and the centre of its pixels their colour goes on.
    const x = Math.min(width - 1, Math.max(0, column));
    const y = Math.min(height - 1, Math.max(0, row));
    const at = (y * width + x) * this.channels;
    const share = this.channels === 4 ? (weight * data[at + 3]) / 255 : weight;
    const step = this.channels === 1 ? 0 : 1;
    sum[0] += share * data[at];
    sum[1] += share * data[at + step];
    sum[2] += share * data[at + 2 * step];
  }
}
