/** Shares of red, green and blue in the luminance of a pixel (ITU-R BT.601). */
const [red, green, blue] = [0.299, 0.587, 0.114];

/**
 * Scales how far each pixel of a colour image is from its own grey, in place: 0 leaves grey alone, 1
 * everything. Values may be on any scale, since the shares of the colours add up to 1.
 *
 * @param image `[h, w, 3]`
 */
export function saturate(image: Float32Array, factor: number): void {
  for (let i = 0; i < image.length; i += 3) {
    const r = image[i];
    const g = image[i + 1];
    const b = image[i + 2];
    const grey = (1 - factor) * (red * r + green * g + blue * b);
    image[i] = grey + factor * r;
    image[i + 1] = grey + factor * g;
    image[i + 2] = grey + factor * b;
  }
}
