import { normSchema } from "@multibatch/pair-distances";
import { z } from "zod";

/** Options of the triplet loss. */
export const tripletOptionsSchema = z.strictObject({
  variant: z
    .enum(["batch-hard", "batch-all"])
    .default("batch-hard")
    .describe(
      "batch-hard: each image with its farthest same and its nearest different one; batch-all: every triplet",
    ),
  margin: z
    .union([z.number().min(0), z.literal("soft")], {
      error: 'expected a number of 0 or more, or "soft"',
    })
    .default("soft")
    .describe("gap between same and different distances; soft: log(1 + exp(gap missing))"),
  norm: normSchema
    .default("l2")
    .describe("how two embeddings are compared: l2 (the paper's advice), squared-l2, l1 or { p }"),
});

export type TripletOptions = z.output<typeof tripletOptionsSchema>;
