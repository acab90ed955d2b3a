import type { Crop } from "@multibatch/core";

type Size = Pick<Crop, "height" | "width" | "channels">;

/**
 * Shrinks an image by averaging areas: each pixel of the result is the mean of what it covers, borders
 * by the part that is covered.
 *
 * @param pixels uint8 `[h, w, c]`
 * @returns uint8 of the target's height and width, at most those of the image
 */
export function shrinkImage(
  pixels: Uint8Array,
  { height, width, channels }: Size,
  target: Pick<Crop, "height" | "width">,
): Uint8Array {
  // Rows first, whole ones: what is left for the slower way along each row is less.
  const rows = averageAlong(pixels, [1, height, width * channels], target.height);
  const both = averageAlong(rows, [target.height, width, channels], target.width);
  return new Uint8Array(new Uint8ClampedArray(both).buffer);
}

/** Averages along the middle axis of `[outer, length, inner]`, down to `cells`. */
function averageAlong(
  values: ArrayLike<number>,
  [outer, length, inner]: readonly [number, number, number],
  cells: number,
): Float32Array {
  const result = new Float32Array(outer * cells * inner);
  const reach = length / cells;
  for (let cell = 0; cell < cells; cell++) {
    const [start, end] = [cell * reach, Math.min(length, (cell + 1) * reach)];
    for (let at = Math.floor(start); at < end; at++) {
      const share = (Math.min(at + 1, end) - Math.max(at, start)) / reach;
      for (let row = 0; row < outer; row++) {
        const from = (row * length + at) * inner;
        const to = (row * cells + cell) * inner;
        for (let i = 0; i < inner; i++) result[to + i] += share * values[from + i];
      }
    }
  }
  return result;
}
