import { z } from "zod";
import { activationSchema } from "./activation.js";
import { initialiserSchema } from "./initialiser.js";

/**
 * The options that embedders have in common, as fields for `z.strictObject`; each embedder adds its
 * own table of blocks.
 */
export const embedderOptions = {
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
  initialiser: initialiserSchema
    .default("he-normal")
    .describe(
      "distribution of the initial weights; their variance follows the activation (He et al. 2015)",
    ),
  embeddingScale: z
    .number()
    .positive()
    .optional()
    .describe(
      "scale of the last layer's initial weights: squared distances start out proportional to its square; where left out, training scales them on its images to a mean squared distance of 5",
    ),
};

const schema = z.strictObject(embedderOptions);

/** Options that embedders have in common, with the defaults filled in. */
export type EmbedderOptions = z.output<typeof schema>;

/**
 * Scale of the last layer's initial weights, where no training images are at hand to find it by:
 * distances then start at 1 to 20, depending on the seed. The features of ReLU share most of their
 * energy from image to image; those of ELU, and normalised ones, differ more.
 */
export function embeddingScaleOf(options: EmbedderOptions): number {
  if (options.embeddingScale !== undefined) return options.embeddingScale;
  if (options.batchNormalisation) return 2.5;
  return options.activation === "elu" ? 3.5 : 4;
}
