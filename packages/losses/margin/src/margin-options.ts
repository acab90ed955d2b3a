import type { Distance } from "@multibatch/core";
import { z } from "zod";

const normSchema = z
  .union(
    [
      z.enum(["squared-l2", "l2", "l1"]),
      z.strictObject({ p: z.number().min(1).describe("exponent of the p-norm, 1 or more") }),
    ],
    { error: 'expected "squared-l2", "l2", "l1" or { p } with a number p of 1 or more' },
  )
  .default("squared-l2")
  .describe("how two embeddings are compared: squared-l2 (the paper's), l2, l1 or { p }");

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

type Norm = z.output<typeof normSchema>;
type Threshold = z.output<typeof thresholdSchema>;

/** Options of the margin loss. */
export const marginOptionsSchema = z
  .strictObject({
    norm: normSchema,
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

/** The norm as core's distance. */
export function distanceOf(norm: Norm): Distance {
  return typeof norm === "string" ? { norm } : { norm: "lp", p: norm.p };
}
