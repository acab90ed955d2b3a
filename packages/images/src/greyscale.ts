/**
 * Greyscale of RGB pixels: the luma of ITU-R BT.601, Y = 0.299 R + 0.587 G + 0.114 B of the
 * gamma-encoded bytes, rounded; in 16-bit fixed point, so that it is the same on every machine.
 *
 * @param rgb uint8 `[h, w, 3]`, row-major
 * @returns uint8 `[h, w, 1]`
 */
export function greyscale(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let i = 0, j = 0; i < grey.length; i++, j += 3) {
    grey[i] = (19595 * rgb[j] + 38470 * rgb[j + 1] + 7471 * rgb[j + 2] + 32768) >>> 16;
  }
  return grey;
}
