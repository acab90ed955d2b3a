import { z } from "zod";

const probability = z.number().min(0).max(1).default(0);

/** How training images are varied; every strength and probability 0 leaves them as they are. */
export const augmentationSchema = z.strictObject({
  flip: z.number().min(0).max(1).default(0.5).describe("probability of a mirror image"),
  shift: z.number().min(0).max(0.5).default(0.04).describe("± share of width and height"),
  scale: z.number().min(0).max(0.5).default(0.06).describe("± share of the size"),
  rotation: z.number().min(0).max(180).default(6).describe("± degrees"),
  brightness: z.number().min(0).max(1).default(0.12).describe("± share of the full range added"),
  contrast: z.number().min(0).max(1).default(0.12).describe("± share, around the middle grey"),
  saturation: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("± share, towards each pixel's grey or away from it; grey images stay as they are"),
  blur: z
    .strictObject({
      probability: probability.describe("share of the images"),
      factor: z
        .number()
        .min(1)
        .max(16)
        .default(3)
        .describe("an image is shrunk 1 to so many times, and enlarged again"),
    })
    .prefault({})
    .describe("images of low resolution"),
  erase: z
    .strictObject({
      probability: probability.describe("share of the images"),
      smallest: z.number().gt(0).max(1).default(0.02).describe("share of the image's area"),
      largest: z.number().gt(0).max(1).default(0.2).describe("share of the image's area"),
    })
    .refine(({ smallest, largest }) => smallest <= largest, {
      error: "expected smallest to be no more than largest",
    })
    .prefault({})
    .describe("a rectangle in the mean colour of the image"),
});

export type AugmentationOptions = z.output<typeof augmentationSchema>;
