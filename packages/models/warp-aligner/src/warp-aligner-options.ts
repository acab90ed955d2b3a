import { activationSchema, initialiserSchema } from "@multibatch/embedder-layers";
import { parametrisations } from "@multibatch/warp";
import { z } from "zod";
import { localisationSchema } from "./localisation.js";
import { presetNames } from "./presets.js";

const warmStartSchema = z.strictObject({
  from: z
    .enum(["images", "alignments"])
    .default("images")
    .describe(
      "images: make images look alike, without any label; alignments: learn those that the data set states (alignmentOf)",
    ),
  steps: z.int().min(1).default(400).describe("steps of learning"),
  batchSize: z.int().min(2).max(1024).default(64).describe("images in a step"),
  learningRate: z.number().positive().default(0.003).describe("learning rate (Adam)"),
});

const penaltySchema = z.strictObject({
  weight: z
    .number()
    .min(0)
    .default(1)
    .describe("how much squared displacement beyond the freedom costs; 0 for no penalty"),
  freedom: z
    .number()
    .min(0)
    .default(0.7)
    .describe(
      "how far a warp may move the picture's points for nothing: root mean square, in half widths",
    ),
});

/** Options of the warp aligner. */
export const warpAlignerOptionsSchema = z.strictObject({
  parametrisation: z
    .enum(parametrisations)
    .default("similarity")
    .describe(
      "what a warp may do: affine (6 numbers), similarity (4: turn, scale, shift) or translation-scale (3)",
    ),
  preset: z
    .enum(presetNames)
    .default("standard")
    .describe("localisation network: standard for about 112×112 pixels, small for about 64×64"),
  localisation: localisationSchema
    .optional()
    .describe("a localisation network of one's own instead of the preset's"),
  height: z.int().positive().optional().describe("height of the result, by default the input's"),
  width: z.int().positive().optional().describe("width of the result, by default the input's"),
  activation: activationSchema.default("elu").describe("non-linearity of the localisation network"),
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
  initialiser: initialiserSchema
    .default("he-normal")
    .describe("distribution of the localisation network's initial weights"),
  learningRate: z
    .number()
    .positive()
    .max(100)
    .default(0.02)
    .describe("learning rate of the localisation network, as a multiple of the run's"),
  penalty: penaltySchema.prefault({}).describe("what keeps warps from running away"),
  warmStart: z
    .union([z.literal(false), warmStartSchema], {
      error: "expected false, or { from, steps, batchSize, learningRate }",
    })
    .default(false)
    .describe("bring the localisation network to a better start than the identity"),
});

/** Options as written. */
export type WarpAlignerOptionsInput = z.input<typeof warpAlignerOptionsSchema>;
/** Options with the defaults filled in. */
export type WarpAlignerOptions = z.output<typeof warpAlignerOptionsSchema>;
/** How a better start than the identity is found. */
export type WarmStartOptions = z.output<typeof warmStartSchema>;
/** What keeps warps from running away. */
export type PenaltyOptions = z.output<typeof penaltySchema>;
