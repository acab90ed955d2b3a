import { blockSize, blocksOf, type KernelSize } from "./pack-weights.js";

/** G of F(2 × 2, 3 × 3): Lavin and Gray 2015, equation 9. */
const transform = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
];

/**
 * Transforms a kernel `[3, 3, channels, filters]` for `convolveWinograd`: G g Gᵀ of each pair of
 * channels, as `[16][filters / 8][stored][8]`.
 */
export function packWinograd(kernel: Float32Array, size: KernelSize): Float32Array {
  const { channels, stored, filters } = size;
  const blocks = blocksOf(filters);
  const packed = new Float32Array(16 * blocks * stored * blockSize);
  const window = new Float64Array(9);
  for (let channel = 0; channel < channels; channel++) {
    for (let filter = 0; filter < filters; filter++) {
      for (let tap = 0; tap < 9; tap++) {
        window[tap] = kernel[(tap * channels + channel) * filters + filter];
      }
      const block = Math.floor(filter / blockSize);
      for (let point = 0; point < 16; point++) {
        const row = (point * blocks + block) * stored + channel;
        packed[row * blockSize + (filter % blockSize)] = transformed(window, point);
      }
    }
  }
  return packed;
}

/** One of the 16 numbers of G g Gᵀ. */
function transformed(window: Float64Array, point: number): number {
  const left = transform[Math.floor(point / 4)];
  const right = transform[point % 4];
  let sum = 0;
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      sum += left[row] * window[3 * row + column] * right[column];
    }
  }
  return sum;
}
