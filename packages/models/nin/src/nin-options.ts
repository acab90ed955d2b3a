import { z } from "zod";
import { blockSchema } from "./blocks.js";

const activationSchema = z.enum(["relu", "leaky-relu", "elu", "prelu"]);

/** Non-linearity behind a convolution. */
export type Activation = z.output<typeof activationSchema>;

/** Options of the network-in-network embedder. */
export const ninOptionsSchema = z.strictObject({
  preset: z
    .enum(["tiny", "small", "standard"])
    .default("standard")
    .describe(
      "table of blocks: tiny for demonstrations (about 64×64 pixels), small and standard for 112×112",
    ),
  blocks: z
    .array(blockSchema)
    .min(1)
    .optional()
    .describe("a table of blocks of one's own instead of the preset's"),
  dimensions: z.int().min(1).max(4096).default(128).describe("numbers in an embedding"),
  activation: activationSchema.default("relu").describe("non-linearity behind each convolution"),
  batchNormalisation: z
    .boolean()
    .default(false)
    .describe("normalise each channel over the batch between convolution and activation"),
  batchNormalisationMomentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .describe("share of the old in each update of the averages that inference normalises by"),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe("share of features dropped in training before the fully connected layer"),
  initialiser: z
    .enum(["he-normal", "he-uniform"])
    .default("he-normal")
    .describe(
      "distribution of the initial weights; their variance follows the activation (He et al. 2015)",
    ),
  embeddingScale: z
    .number()
    .positive()
    .optional()
    .describe(
      "scale of the last layer's initial weights, by default 6, with elu 3.5, with batch normalisation 2.5: squared distances start out proportional to its square",
    ),
});

/** Options as written. */
export type NinOptionsInput = z.input<typeof ninOptionsSchema>;
/** Options with the defaults filled in. */
export type NinOptions = z.output<typeof ninOptionsSchema>;
