import { z } from "zod";

const spreadSchema = z.object({
  images: z.int(),
  rotation: z.number().describe("degrees"),
  scale: z.number().describe("natural logarithm"),
  shift: z.number().describe("pixels, root mean square over both axes"),
  displacement: z.number().describe("pixels, root mean square over five points of the face"),
  displacementWithin: z.number().describe("the same, within the images of one person"),
});

/** Result of one run of one arm: what `result.json` in its folder holds. */
export const armResultSchema = z.object({
  arm: z.string(),
  seed: z.int(),
  steps: z.int(),
  multiplyAdds: z.int(),
  parameters: z.int(),
  accuracy: z.number(),
  standardError: z.number(),
  /** Accuracy of each fold, in the order of the protocol. */
  folds: z.array(z.number()),
  protocol: z.string(),
  statement: z.string(),
  /** Spread without any warp, and of what the learned warp leaves over. */
  spread: z.object({ unaligned: spreadSchema, left: spreadSchema }).optional(),
  trainingSeconds: z.number(),
});

export type ArmResult = z.output<typeof armResultSchema>;
export type SpreadInPixels = z.output<typeof spreadSchema>;
