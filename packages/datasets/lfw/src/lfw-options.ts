import { cropSchema } from "@multibatch/core";
import { imageCacheSchema, verificationSchema } from "@multibatch/images";
import { z } from "zod";

/** Option `landmarks`. */
export const landmarksSchema = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe(
      "lines of an image's path and five points (eyes, nose, corners of the mouth; x y each) in pixels of the makers' own 250 × 250 frame",
    ),
  side: z
    .int()
    .min(1)
    .max(250)
    .default(250)
    .describe(
      "side in pixels of the central square of that frame that the image files show: 250 for the makers' own files, 150 for central crops",
    ),
});

const lfwOptionsObject = z.strictObject({
  images: z
    .string()
    .min(1)
    .describe("folder with Name/Name_0001.jpg, or an uncompressed tar or a zip of the same layout"),
  protocolFiles: z
    .string()
    .min(1)
    .describe("folder with the makers' pairs.txt, people.txt, pairsDevTest.txt and so on"),
  judge: z
    .enum(["view-1", "view-2"])
    .describe(
      "view-1: judged on the pairs of pairsDevTest.txt, trained on peopleDevTrain.txt; view-2: judged on pairs.txt, trained on the few people in none of its pairs, or by `fold`",
    ),
  fold: z
    .int()
    .min(1)
    .optional()
    .describe(
      "View 2 without outside data: judged on the pairs of this fold of pairs.txt alone, trained on the people of the other folds of people.txt",
    ),
  ...cropSchema.shape,
  landmarks: landmarksSchema
    .optional()
    .describe(
      "five points of every face, from which the data set states how each image is aligned",
    ),
  validation: z
    .union([z.number().min(0).max(0.9), z.int().min(2)])
    .default(0.1)
    .describe(
      "training people held out to steer training and to calibrate: a share up to 0.9, or a number from 2; 0 for none",
    ),
  splitSeed: z
    .int()
    .default(0)
    .describe("seed of the validation part and its pairs, apart from the seed of the run"),
  verification: verificationSchema
    .prefault({})
    .describe("pairs that the validation people are judged by"),
  cache: imageCacheSchema.prefault({}).describe("where decoded images are kept"),
});

/** Options of the LFW data set. */
export const lfwOptionsSchema = lfwOptionsObject.refine(
  ({ judge, fold }) => fold === undefined || judge === "view-2",
  {
    path: ["fold"],
    error: 'only View 2 has folds of people; set "judge" to "view-2" or leave "fold" out',
  },
);

export type LfwOptions = z.output<typeof lfwOptionsSchema>;
