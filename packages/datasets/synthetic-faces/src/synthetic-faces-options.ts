import { cropSchema } from "@multibatch/core";
import { z } from "zod";

/** A share of 0…1. */
const share = (standard: number) => z.number().min(0).max(1).default(standard);

const identitiesSchema = z.strictObject({
  train: z.int().min(1).max(1_000_000).default(800).describe("people to train on"),
  validation: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(100)
    .describe("people to steer training and to calibrate by; 0 for none"),
  test: z.int().min(0).max(1_000_000).default(200).describe("people to judge by; 0 for none"),
});

const nuisanceSchema = z.strictObject({
  rotation: z.number().min(0).max(180).default(8).describe("turn in the plane, ± degrees"),
  scale: z.number().min(0).max(0.5).default(0.08).describe("size, ± share"),
  shift: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.04)
    .describe("shift in each direction, ± share of the width or height"),
  yaw: z.number().min(0).max(35).default(12).describe("turn to the sides, ± degrees"),
  pitch: z.number().min(0).max(25).default(6).describe("turn up and down, ± degrees"),
  expression: share(0.5).describe("mouth, smile, brows, lids and gaze, 0…1"),
  light: share(0.4).describe("direction, colour and strength of the light, 0…1"),
  background: share(0.8).describe("variety of backgrounds and clothes, 0…1; 0 is plain grey"),
  blur: z
    .number()
    .min(0)
    .max(0.1)
    .default(0.01)
    .describe("greatest standard deviation of the blur, as a share of the width"),
  noise: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.02)
    .describe("greatest standard deviation of the noise, as a share of white"),
  glasses: share(0.08).describe("probability of glasses in an image"),
  occlusion: share(0.05).describe("probability of a bar, patch or hand in the picture"),
});

const verificationSchema = z.strictObject({
  folds: z.int().min(1).max(100).default(10).describe("folds of both protocols"),
  pairsPerKind: z
    .strictObject({
      validation: z.int().min(1).max(100_000).default(60).describe("pairs for validation"),
      test: z.int().min(1).max(100_000).default(300).describe("pairs for test"),
    })
    .prefault({})
    .describe("same pairs in each fold, and as many different ones"),
});

/** Options of `@multibatch/dataset-synthetic-faces`. */
export const syntheticFacesOptionsSchema = z
  .strictObject({
    identities: identitiesSchema.prefault({}).describe("how many people there are in each part"),
    imagesPerIdentity: z.int().min(2).max(10_000).default(8).describe("images of each person"),
    height: cropSchema.shape.height.default(64),
    width: cropSchema.shape.width.default(64),
    channels: cropSchema.shape.channels.default(1),
    seed: z
      .int()
      .min(0)
      .max(0xffffffff)
      .default(1)
      .describe("seed of the data, apart from the run's seed: the people stay when that changes"),
    nuisance: nuisanceSchema.prefault({}).describe("how much the images of one person differ"),
    verification: verificationSchema.prefault({}).describe("how pairs are drawn to judge by"),
    prerender: z
      .boolean()
      .default(false)
      .describe("render when the data set is opened, with progress, and not when first read"),
    cacheMegabytes: z
      .number()
      .min(0)
      .max(65_536)
      .default(256)
      .describe(
        "memory for rendered images; those that do not fit are rendered again at each reading",
      ),
  })
  .superRefine(({ identities, verification: { folds } }, context) => {
    for (const part of ["validation", "test"] as const) {
      if (identities[part] === 0 || identities[part] >= 2 * folds) continue;
      context.addIssue({
        code: "custom",
        path: ["identities", part],
        message: `expected 0 or at least ${2 * folds}, two for each of the ${folds} folds (verification.folds)`,
      });
    }
  });

export type SyntheticFacesOptions = z.output<typeof syntheticFacesOptionsSchema>;

/** Strengths of the nuisances; 0 takes one away. */
export type NuisanceStrengths = z.output<typeof nuisanceSchema>;
