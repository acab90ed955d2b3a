import type { Localisation } from "./localisation.js";

/** Names of the localisation networks, from the cheapest to the dearest. */
export const presetNames = ["small", "standard"] as const;

export type Preset = (typeof presetNames)[number];

/**
 * The localisation networks: our choice, as the paper's table is not public. Both look at the means
 * of 2×2 pixels, as where a face lies shows in coarse features, and end in maps of 7×7 or 8×8 places:
 * with 3×3, even known warps were learned half as well. Multiply-adds with the warp's own:
 * `small` 1.59 M at 64×64×1, `standard` 4.62 M at 112×112×3, within the paper's 4.8 M.
 */
export const presets: Readonly<Record<Preset, Localisation>> = {
  small: {
    reduction: 2,
    stages: [
      {
        convolutions: [
          { kernel: 5, filters: 16, stride: 2 },
          { kernel: 3, filters: 24, stride: 1 },
        ],
        pool: true,
      },
      { convolutions: [{ kernel: 3, filters: 32, stride: 1 }], pool: false },
    ],
    hidden: 64,
  },
  standard: {
    reduction: 2,
    stages: [
      {
        convolutions: [
          { kernel: 5, filters: 16, stride: 2 },
          { kernel: 1, filters: 16, stride: 1 },
          { kernel: 3, filters: 16, stride: 1 },
          { kernel: 1, filters: 24, stride: 1 },
        ],
        pool: true,
      },
      {
        convolutions: [
          { kernel: 3, filters: 24, stride: 1 },
          { kernel: 1, filters: 24, stride: 1 },
        ],
        pool: true,
      },
    ],
    hidden: 32,
  },
};
