import { embedderOptions } from "@multibatch/embedder-layers";
import { z } from "zod";
import { blockSchema } from "./blocks.js";
import { presetNames } from "./presets.js";

/** Options of the network-in-network embedder. */
export const ninOptionsSchema = z.strictObject({
  preset: z
    .enum(presetNames)
    .default("standard")
    .describe(
      "table of blocks: tiny for demonstrations (about 64×64 pixels), small, standard and large for 112×112",
    ),
  blocks: z
    .array(blockSchema)
    .min(1)
    .optional()
    .describe("a table of blocks of one's own instead of the preset's"),
  ...embedderOptions,
});

/** Options as written. */
export type NinOptionsInput = z.input<typeof ninOptionsSchema>;
/** Options with the defaults filled in. */
export type NinOptions = z.output<typeof ninOptionsSchema>;
