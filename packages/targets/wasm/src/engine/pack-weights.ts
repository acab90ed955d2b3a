import type { Activation } from "@multibatch/network";

/** Output channels that are computed together. */
export const blockSize = 8;

/** Number of blocks that `channels` fill, the last one perhaps in part. */
export function blocksOf(channels: number): number {
  return Math.ceil(channels / blockSize);
}

/** Sizes of a kernel `[taps, channels, filters]`; `stored` channels lie in memory for `channels`. */
export interface KernelSize {
  readonly taps: number;
  readonly channels: number;
  readonly stored: number;
  readonly filters: number;
}

/** Packs a kernel as `convolve` reads it: `[filters / 8][taps · stored][8]`, with zeros as padding. */
export function packKernel(kernel: Float32Array, size: KernelSize): Float32Array {
  const { taps, channels, stored, filters } = size;
  const packed = new Float32Array(blocksOf(filters) * taps * stored * blockSize);
  for (let tap = 0; tap < taps; tap++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        const block = Math.floor(filter / blockSize);
        const row = (block * taps + tap) * stored + channel;
        packed[row * blockSize + (filter % blockSize)] =
          kernel[(tap * channels + channel) * filters + filter];
      }
    }
  }
  return packed;
}

/** Biases and slopes as the kernels finish with them: `[filters / 8][2][8]`. */
export function packFinish(bias: Float32Array, activation: Activation): Float32Array {
  const packed = new Float32Array(blocksOf(bias.length) * 2 * blockSize);
  bias.forEach((value, filter) => {
    const at = Math.floor(filter / blockSize) * 2 * blockSize + (filter % blockSize);
    packed[at] = value;
    packed[at + blockSize] = slopeBelowZero(activation, filter);
  });
  return packed;
}

/** Slope below 0 of an activation; 1 where there is none, or where it is computed afterwards. */
export function slopeBelowZero(activation: Activation, channel: number): number {
  if (activation.kind === "relu") return 0;
  return activation.kind === "slopes" ? activation.slopes[channel] : 1;
}
