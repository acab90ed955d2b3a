import type { Block } from "./blocks.js";

/** Names of the tables, from the cheapest to the dearest. */
export const presetNames = ["tiny", "small", "standard"] as const;

export type Preset = (typeof presetNames)[number];

/**
 * The tables of blocks. `standard` has the convolutions of network B of Simonyan and Zisserman (2014,
 * table 1): 11.19 G multiply-adds and 12.6 M parameters at 224×224×3 with 128 dimensions. The others
 * are our choice: `small` has an eighth of its filters (46.2 M at 112×112×3, near the budget of the
 * network-in-network's `standard`), `tiny` is for demonstrations (3.96 M at 64×64×1).
 */
export const presets: Readonly<Record<Preset, readonly Block[]>> = {
  tiny: [8, 16, 32, 64].map((filters) => ({ filters, convolutions: 1 })),
  small: [8, 16, 32, 64, 64].map((filters) => ({ filters, convolutions: 2 })),
  standard: [64, 128, 256, 512, 512].map((filters) => ({ filters, convolutions: 2 })),
};
