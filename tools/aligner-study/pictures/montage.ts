import { encodePng } from "@multibatch/images";

/** A picture with values from −1 to 1. */
export interface Tile {
  readonly pixels: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
}

const gap = 4;

/**
 * Puts rows of pictures side by side on white, each enlarged to the same size, as a PNG.
 *
 * @param rows pictures from left to right; `undefined` leaves a place empty
 * @param size height and width of a picture in the result, in pixels
 */
export async function drawMontage(
  rows: readonly (readonly (Tile | undefined)[])[],
  channels: 1 | 3,
  size: number,
): Promise<Uint8Array> {
  const columns = Math.max(...rows.map((row) => row.length));
  const width = columns * (size + gap) + gap;
  const height = rows.length * (size + gap) + gap;
  const canvas = new Uint8Array(width * height * channels).fill(255);
  for (const [row, tiles] of rows.entries()) {
    for (const [column, tile] of tiles.entries()) {
      if (!tile) continue;
      const left = gap + column * (size + gap);
      const top = gap + row * (size + gap);
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          for (let channel = 0; channel < channels; channel++) {
            const value = valueAt(tile, (x + 0.5) / size, (y + 0.5) / size, channel, channels);
            canvas[((top + y) * width + left + x) * channels + channel] = byteOf(value);
          }
        }
      }
    }
  }
  return encodePng(canvas, { height, width, channels });
}

/** Mean of pictures of one size. */
export function meanTile(tiles: readonly Tile[]): Tile {
  const [{ height, width, pixels }] = tiles;
  const mean = new Float32Array(pixels.length);
  for (const tile of tiles) {
    for (let i = 0; i < mean.length; i++) mean[i] += tile.pixels[i] / tiles.length;
  }
  return { pixels: mean, height, width };
}

/** Pictures with their contrast raised alike, so that the darkest of all is black and the lightest white. */
export function stretchedTiles(tiles: readonly Tile[]): Tile[] {
  const values = tiles.flatMap(({ pixels }) => Array.from(pixels));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const gain = high > low ? 2 / (high - low) : 1;
  return tiles.map(({ pixels, height, width }) => ({
    pixels: Float32Array.from(pixels, (value) => (value - low) * gain - 1),
    height,
    width,
  }));
}

/** The nearest pixel's value at a place of 0…1. */
function valueAt(
  { pixels, height, width }: Tile,
  x: number,
  y: number,
  channel: number,
  channels: number,
): number {
  return pixels[(Math.floor(y * height) * width + Math.floor(x * width)) * channels + channel];
}

function byteOf(value: number): number {
  return Math.round(127.5 * (Math.max(-1, Math.min(1, value)) + 1));
}
