import type { Block } from "./blocks.js";

/** Names of the tables, from the cheapest to the dearest. */
export const presetNames = ["tiny", "small", "standard", "large"] as const;

export type Preset = (typeof presetNames)[number];

/**
 * The tables of blocks: our choice, as the paper's are not public. Multiply-adds, with 128
 * dimensions: `tiny` 3.69 M at 64×64×1; `small` 9.80 M, `standard` 36.18 M and `large` 211.44 M at
 * 112×112×3.
 *
 * All begin with a 5×5 convolution of stride 2, which leaves a quarter of the positions to everything
 * behind it. `large` stays within the 220 M of MobileFaceNet (Chen et al. 2018): twice the filters of
 * `standard`, and a second block at 28 and at 14 pixels, where a face still has its details and a 3×3
 * kernel covers a tenth of it.
 */
export const presets: Readonly<Record<Preset, readonly Block[]>> = {
  tiny: [
    { kernel: 5, filters: 16, stride: 2, pool: true },
    { kernel: 3, filters: 32, stride: 1, pool: true },
    { kernel: 3, filters: 64, stride: 1, pool: true },
  ],
  small: [
    { kernel: 5, filters: 8, stride: 2, pool: true },
    { kernel: 3, filters: 16, stride: 1, pool: true },
    { kernel: 3, filters: 32, stride: 1, pool: false },
    { kernel: 3, filters: 48, stride: 1, pool: true },
    { kernel: 3, filters: 80, stride: 1, pointwise: 64, pool: false },
  ],
  standard: [
    { kernel: 5, filters: 16, stride: 2, pool: true },
    { kernel: 3, filters: 32, stride: 1, pool: true },
    { kernel: 3, filters: 64, stride: 1, pool: false },
    { kernel: 3, filters: 96, stride: 1, pool: true },
    { kernel: 3, filters: 192, stride: 1, pointwise: 128, pool: false },
  ],
  large: [
    { kernel: 5, filters: 32, stride: 2, pool: true },
    { kernel: 3, filters: 64, stride: 1, pool: false },
    { kernel: 3, filters: 96, stride: 1, pool: true },
    { kernel: 3, filters: 160, stride: 1, pool: false },
    { kernel: 3, filters: 192, stride: 1, pool: true },
    { kernel: 3, filters: 384, stride: 1, pointwise: 256, pool: false },
  ],
};
