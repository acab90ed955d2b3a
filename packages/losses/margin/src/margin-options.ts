import { normSchema } from "@multibatch/pair-distances";
import { z } from "zod";

const thresholdSchema = z
  .union(
    [
      z.number(),
      z.strictObject({
        initial: z.number().default(7.5).describe("the threshold that training starts with"),
        learned: z.boolean().default(true).describe("whether it is trained with the network"),
      }),
    ],
    { error: "expected a number, or { initial, learned } with a number and true or false" },
  )
  .default({ initial: 7.5, learned: true })
  .describe(
    "distance that parts same from different pairs: a fixed number, or initial and learned",
  );

type Threshold = z.output<typeof thresholdSchema>;

/** Options of the margin loss. */
export const marginOptionsSchema = z
  .strictObject({
    norm: normSchema
      .default("squared-l2")
      .describe("how two embeddings are compared: squared-l2 (the paper's), l2, l1 or { p }"),
    margin: z.number().positive().default(1).describe("gap that pairs keep to the threshold"),
    threshold: thresholdSchema,
    weights: z
      .enum(["balanced", "uniform"])
      .default("balanced")
      .describe(
        "balanced: one half to same, one half to different pairs; uniform: the paper's mean",
      ),
  })
  .refine(({ threshold, margin }) => initialThreshold(threshold) > margin, {
    path: ["threshold"],
    error:
      "expected a threshold above the margin, because no same pair could have a distance below 0",
  });

export type MarginOptions = z.output<typeof marginOptionsSchema>;

/** The threshold that training starts with. */
export function initialThreshold(threshold: Threshold): number {
  return typeof threshold === "number" ? threshold : threshold.initial;
}
