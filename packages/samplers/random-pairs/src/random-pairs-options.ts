import { z } from "zod";

/** Options of the random pairs sampler. */
export const randomPairsOptionsSchema = z.strictObject({
  pairs: z.int().min(1).max(1048576).default(128).describe("pairs in a batch: half its images"),
  sameShare: z
    .union([z.number().min(0).max(1), z.literal("natural")], {
      error: 'expected a number of 0…1, or "natural"',
    })
    .default(0.5)
    .describe("share of pairs of one identity; natural: pairs of any two images, as they fall"),
});

export type RandomPairsOptions = z.output<typeof randomPairsOptionsSchema>;
