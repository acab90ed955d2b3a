import { blockSize, blocksOf, type KernelSize } from "./pack-weights.js";

/** Taps of a window and points of a patch, along one side and in all. */
const [side, taps, patchSide, points] = [3, 9, 4, 16];

/**
 * Transforms a kernel `[3, 3, channels, filters]` for `convolveWinograd`: G g Gᵀ of each pair of
 * channels (Lavin and Gray 2015, equation 9), as `[16][filters / 8][stored][8]`.
 */
export function packWinograd(kernel: Float32Array, size: KernelSize): Float32Array {
  const { channels, stored, filters } = size;
  const blocks = blocksOf(filters);
  const packed = new Float32Array(points * blocks * stored * blockSize);
  const window = new Float64Array(taps);
  const rows = new Float64Array(patchSide * side);
  const patch = new Float64Array(points);
  for (let channel = 0; channel < channels; channel++) {
    for (let filter = 0; filter < filters; filter++) {
      for (let tap = 0; tap < taps; tap++) {
        window[tap] = kernel[(tap * channels + channel) * filters + filter];
      }
      for (let column = 0; column < side; column++)
        spread(window, column, side, rows, column, side);
      for (let row = 0; row < patchSide; row++)
        spread(rows, side * row, 1, patch, patchSide * row, 1);
      const block = Math.floor(filter / blockSize);
      for (let point = 0; point < points; point++) {
        const row = (point * blocks + block) * stored + channel;
        packed[row * blockSize + (filter % blockSize)] = patch[point];
      }
    }
  }
  return packed;
}

/** G times three numbers that lie `step` apart: (a, (a + b + c) / 2, (a − b + c) / 2, c). */
function spread(
  from: Float64Array,
  at: number,
  step: number,
  to: Float64Array,
  toAt: number,
  toStep: number,
): void {
  const [a, b, c] = [from[at], from[at + step], from[at + 2 * step]];
  to[toAt] = a;
  to[toAt + toStep] = (a + b + c) / 2;
  to[toAt + 2 * toStep] = (a - b + c) / 2;
  to[toAt + 3 * toStep] = c;
}
