import { embedderOptions } from "@multibatch/embedder-layers";
import { z } from "zod";
import { blockSchema } from "./blocks.js";
import { presetNames } from "./presets.js";

/** Options of the VGG-like embedder. */
export const vggOptionsSchema = z.strictObject({
  preset: z
    .enum(presetNames)
    .default("standard")
    .describe(
      "table of blocks: tiny for demonstrations (about 64×64 pixels), small for 112×112, standard for 224×224 and a GPU",
    ),
  blocks: z
    .array(blockSchema)
    .min(1)
    .optional()
    .describe("a table of blocks of one's own instead of the preset's"),
  ...embedderOptions,
});

/** Options as written. */
export type VggOptionsInput = z.input<typeof vggOptionsSchema>;
/** Options with the defaults filled in. */
export type VggOptions = z.output<typeof vggOptionsSchema>;
