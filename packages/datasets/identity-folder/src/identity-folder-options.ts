import { cropSchema } from "@multibatch/core";
import { imageCacheSchema, verificationSchema } from "@multibatch/images";
import { z } from "zod";

const share = z.number().min(0).max(0.9);

/** Options of the identity-folder data set. */
export const identityFolderOptionsSchema = z.strictObject({
  root: z
    .string()
    .min(1)
    .describe(
      "folder that holds a folder of images for each identity, or an uncompressed tar or a zip of the same layout; relative to the config",
    ),
  depth: z
    .int()
    .min(1)
    .max(8)
    .default(1)
    .describe(
      "folders on the way from the root to an image, which together name its identity: 1 for IDENTITY/FILE, 2 for GROUP/IDENTITY/FILE",
    ),
  ...cropSchema.shape,
  name: z.string().min(1).optional().describe("name for reports; by default the folder's own"),
  licence: z
    .string()
    .min(1)
    .default("not stated: the user's own images")
    .describe("licence or terms of the images, copied to the model card"),
  minimumImages: z
    .int()
    .min(1)
    .default(2)
    .describe("identities with fewer images are in no part; a notice counts them"),
  validation: share
    .default(0.1)
    .describe("share of the identities held out to steer training and to calibrate; 0 for none"),
  test: share
    .default(0.1)
    .describe("share of the identities held out and only ever reported; 0 for none"),
  splitSeed: z
    .int()
    .default(0)
    .describe("seed of the parts and their pairs, apart from the seed of the run"),
  verification: verificationSchema
    .prefault({})
    .describe("pairs that the validation and test identities are judged by"),
  cache: imageCacheSchema.prefault({}).describe("where decoded images are kept"),
});

export type IdentityFolderOptions = z.output<typeof identityFolderOptionsSchema>;
