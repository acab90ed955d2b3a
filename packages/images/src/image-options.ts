import { z } from "zod";

/** Option `cache` of the data sets that decode image files. */
export const imageCacheSchema = z.strictObject({
  memory: z
    .number()
    .min(0)
    .default(512)
    .describe("decoded images kept in memory, in MiB; images beyond it are decoded again"),
  folder: z
    .string()
    .min(1)
    .optional()
    .describe("folder for a file of decoded images that the next run finds again; none by default"),
});

export type ImageCacheOptions = z.output<typeof imageCacheSchema>;

/** Option `verification` of the data sets that draw their pairs. */
export const verificationSchema = z.strictObject({
  folds: z.int().min(2).max(100).default(10).describe("folds that the pairs are dealt out over"),
  pairsPerKind: z
    .int()
    .min(1)
    .max(100_000)
    .default(300)
    .describe("same pairs in each fold, and as many different ones; fewer where there are no more"),
});

export type VerificationOptions = z.output<typeof verificationSchema>;
