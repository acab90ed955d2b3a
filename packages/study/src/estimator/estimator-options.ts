import { z } from "zod";

/** Norms that the study compares. */
export const studyNorms = ["squared-l2", "l2"] as const;
export type StudyNorm = (typeof studyNorms)[number];

/** Options of the study of the estimator. */
export const estimatorOptionsSchema = z.strictObject({
  identities: z.int().min(8).default(256).describe("identities of the population, at most"),
  imagesPerIdentity: z.int().min(2).default(16).describe("images of each"),
  sizes: z
    .array(z.int().min(4).multipleOf(4))
    .min(2)
    .default([8, 16, 32, 64, 128, 256, 512])
    .describe("k: images in a batch"),
  groups: z
    .array(z.int().min(2))
    .default([4, 16])
    .describe("K: images of an identity that are drawn together, beside independent images"),
  norms: z
    .array(z.enum(studyNorms))
    .min(1)
    .default([...studyNorms]),
  states: z
    .array(z.enum(["initial", "trained"]))
    .min(1)
    .default(["initial", "trained"])
    .describe("weights at which the gradient is taken"),
  draws: z.int().min(10).default(160).describe("batches drawn for each point"),
  directions: z
    .int()
    .min(4)
    .default(64)
    .describe("random directions in the space of the weights that the gradient is seen along"),
  relativeStep: z
    .number()
    .gt(0)
    .default(0.002)
    .describe("step of the central differences, relative to the length of the weights"),
  units: z.int().min(8).default(256).describe("units drawn for the variance components"),
  partners: z.int().min(2).default(16).describe("partners of each"),
  replicates: z.int().min(20).default(200).describe("bootstrap samples"),
  seed: z.int().min(0).max(0xffffffff).default(1),
});

/** Checked options of the study of the estimator. */
export type EstimatorOptions = z.output<typeof estimatorOptionsSchema>;
