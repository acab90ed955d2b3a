import { z } from "zod";

/** How training images are varied; every strength 0 leaves them as they are. */
export const augmentationSchema = z.strictObject({
  flip: z.number().min(0).max(1).default(0.5).describe("probability of a mirror image"),
  shift: z.number().min(0).max(0.5).default(0.04).describe("± share of width and height"),
  scale: z.number().min(0).max(0.5).default(0.06).describe("± share of the size"),
  rotation: z.number().min(0).max(180).default(6).describe("± degrees"),
  brightness: z.number().min(0).max(1).default(0.12).describe("± share of the full range added"),
  contrast: z.number().min(0).max(1).default(0.12).describe("± share, around the middle grey"),
});

export type AugmentationOptions = z.output<typeof augmentationSchema>;
