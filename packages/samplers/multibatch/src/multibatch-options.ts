import { z } from "zod";

/** Options of the Multibatch sampler. */
export const multibatchOptionsSchema = z.strictObject({
  identities: z.int().min(2).max(65536).default(64).describe("P: different identities in a batch"),
  imagesPerIdentity: z.int().min(2).max(65536).default(4).describe("K: images of each of them"),
  minimumImages: z
    .int()
    .min(1)
    .default(2)
    .describe(
      "identities with fewer images are left out; those with fewer than imagesPerIdentity have their images repeated",
    ),
});

export type MultibatchOptions = z.output<typeof multibatchOptionsSchema>;
