import type { Stage } from "@multibatch/embedder-layers";
import { z } from "zod";

const convolutionSchema = z.strictObject({
  kernel: z.int().min(1).max(15).describe("height and width of the convolution"),
  filters: z.int().positive().describe("channels that the convolution makes"),
  stride: z.int().min(1).max(4).default(1).describe("step of the convolution in pixels"),
});

const stageSchema = z.strictObject({
  convolutions: z.array(convolutionSchema).min(1).describe("convolutions at one resolution"),
  pool: z.boolean().default(true).describe("whether the stage ends in a 2×2 max pooling"),
});

/** A localisation network: what looks at an image and says how it lies. */
export const localisationSchema = z.strictObject({
  reduction: z
    .int()
    .min(1)
    .max(16)
    .default(2)
    .describe("side of the squares of pixels whose means the network sees; 1 for the pixels"),
  stages: z.array(stageSchema).min(1).describe("convolutions, from the image on"),
  hidden: z
    .int()
    .positive()
    .default(32)
    .describe("units of the fully connected layer before the parameters"),
});

/** A localisation network as written in options. */
export type LocalisationInput = z.input<typeof localisationSchema>;
/** A localisation network with its defaults filled in. */
export type Localisation = z.output<typeof localisationSchema>;

/** The convolutions as stages of layers, by name. */
export function stagesOf({ stages }: Localisation): Stage[] {
  return stages.map(({ convolutions, pool }, stage) => ({
    name: `stage${stage + 1}`,
    convolutions: convolutions.map((convolution, position) => ({
      name: `convolution${position + 1}`,
      ...convolution,
    })),
    pool,
  }));
}
