import { cropSchema } from "@multibatch/core";
import { imageCacheSchema, verificationSchema } from "@multibatch/images";
import { z } from "zod";

/** Options of the LFW data set. */
export const lfwOptionsSchema = z.strictObject({
  images: z
    .string()
    .min(1)
    .describe("folder with Name/Name_0001.jpg, or an uncompressed .tar of the same layout"),
  protocolFiles: z
    .string()
    .min(1)
    .describe("folder with the makers' pairs.txt, people.txt, pairsDevTest.txt and so on"),
  judge: z
    .enum(["view-1", "view-2"])
    .describe(
      "view-1: judged on the pairs of pairsDevTest.txt, trained on peopleDevTrain.txt; view-2: judged on pairs.txt, trained on the few people in none of its pairs",
    ),
  ...cropSchema.shape,
  validation: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .describe("share of the training people held out to steer training and to calibrate"),
  splitSeed: z
    .int()
    .default(0)
    .describe("seed of the validation part and its pairs, apart from the seed of the run"),
  verification: verificationSchema
    .prefault({})
    .describe("pairs that the validation people are judged by"),
  cache: imageCacheSchema.prefault({}).describe("where decoded images are kept"),
});

export type LfwOptions = z.output<typeof lfwOptionsSchema>;
