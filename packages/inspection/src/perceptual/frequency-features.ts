import type { Crop } from "@multibatch/core";

/** Numbers that describe an image. */
export const featureCount = 64;

/** Horizontal and vertical frequency of each feature: the lowest but (0, 0), which is the mean grey. */
export const frequencies: readonly (readonly [across: number, down: number])[] = lowest();

function lowest(): [number, number][] {
  const size = 12;
  return Array.from({ length: size * size }, (_, i): [number, number] => [
    i % size,
    Math.floor(i / size),
  ])
    .sort((a, b) => a[0] + a[1] - (b[0] + b[1]) || a[0] - b[0])
    .slice(1, featureCount + 1);
}

/** A function from the pixels of an image to its features. */
export type FeatureExtractor = (pixels: Uint8Array, into: Float32Array) => void;

/**
 * Creates an extractor of the lowest coefficients of the discrete cosine transform (DCT-II) of the
 * grey image, divided by the number of its pixels: what a copy keeps when it is scaled or compressed
 * anew, whatever its size. The idea is that of the 'pHash' (Zauner, Hagenberg, 2010).
 *
 * @returns reads uint8 `[h, w, c]` and writes float32 `[64]`
 */
export function createFeatureExtractor({
  height,
  width,
  channels,
}: Pick<Crop, "height" | "width" | "channels">): FeatureExtractor {
  const highest = Math.max(...frequencies.map(([across, down]) => Math.max(across, down)));
  const across = cosines(width, highest + 1);
  const down = cosines(height, highest + 1);
  const grey = new Float64Array(width);
  const rows = new Float64Array((highest + 1) * width);
  return (pixels, into) => {
    rows.fill(0);
    for (let y = 0; y < height; y++) {
      const start = y * width * channels;
      for (let x = 0; x < width; x++) {
        const at = start + x * channels;
        // The luma of BT.601, as wherever grey is made here.
        grey[x] =
          channels === 1
            ? pixels[at]
            : 0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2];
      }
      for (let v = 0; v <= highest; v++) {
        const weight = down[v][y];
        const row = v * width;
        for (let x = 0; x < width; x++) rows[row + x] += grey[x] * weight;
      }
    }
    frequencies.forEach(([u, v], i) => {
      let sum = 0;
      for (let x = 0; x < width; x++) sum += rows[v * width + x] * across[u][x];
      into[i] = sum / (width * height);
    });
  };
}

/** cos(π u (2x + 1) / 2n) for each frequency u and place x: `[count][n]`. */
function cosines(n: number, count: number): Float64Array[] {
  return Array.from({ length: count }, (_, u) =>
    Float64Array.from({ length: n }, (_, x) => Math.cos((Math.PI * u * (2 * x + 1)) / (2 * n))),
  );
}
