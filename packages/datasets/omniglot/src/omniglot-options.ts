import { cropSchema } from "@multibatch/core";
import { imageCacheSchema, verificationSchema } from "@multibatch/images";
import { z } from "zod";
import { oneShotAlphabets } from "./one-shot-alphabets.js";

const place = z.string().min(1);
const drawers = z.int().min(2).max(20);

/** Options of the Omniglot data set. */
export const omniglotOptionsSchema = z.strictObject({
  background: place.describe(
    "the makers' images_background.zip, or a folder or tar of the same layout (ALPHABET/CHARACTER/FILE_DRAWER.png): its alphabets are trained on",
  ),
  evaluation: place.describe(
    "the makers' images_evaluation.zip, or the same unpacked: its alphabets are for validation and test",
  ),
  testAlphabets: z
    .array(z.string().min(1))
    .min(1)
    .default([...oneShotAlphabets])
    .describe(
      "alphabets of the evaluation set that are only ever reported on; the others are for validation. By default the ten of the makers' one-shot runs",
    ),
  drawers: z
    .strictObject({
      train: drawers.default(12).describe("drawers 01… whose images are trained on"),
      validation: drawers.default(4).describe("the next drawers, for validation"),
      test: drawers.default(4).describe("the next drawers, for the test"),
    })
    .refine(({ train, validation, test }) => train + validation + test <= 20, {
      error: "the drawers of all parts must be 20 or fewer, for no drawer is in two parts",
    })
    .prefault({})
    .describe("drawers of each part, in the order of their numbers"),
  differentPairs: z
    .enum(["anywhere", "within-alphabet"])
    .default("anywhere")
    .describe(
      "anywhere: the characters of a different pair may be of two alphabets; within-alphabet: they are of one, which is harder, and each alphabet is a fold",
    ),
  ...cropSchema.shape,
  channels: cropSchema.shape.channels.default(1),
  splitSeed: z.int().default(0).describe("seed of the pairs, apart from the seed of the run"),
  verification: verificationSchema
    .prefault({ pairsPerKind: 500 })
    .describe("pairs of the validation and the test part"),
  cache: imageCacheSchema.prefault({}).describe("where decoded images are kept"),
});

export type OmniglotOptions = z.output<typeof omniglotOptionsSchema>;
