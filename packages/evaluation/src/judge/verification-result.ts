import { distanceSchema } from "@multibatch/core";
import { z } from "zod";

const share = z.number().min(0).max(1);
const count = z.int().min(0);

const trueAcceptRateSchema = z.discriminatedUnion("refused", [
  z.object({
    refused: z.literal(false),
    falseAcceptLimit: share,
    threshold: z.number(),
    trueAccepts: count,
    samePairs: count,
    falseAccepts: count,
    differentPairs: count,
    trueAcceptRate: share,
    interval: z.object({ low: share, high: share }),
  }),
  z.object({ refused: z.literal(true), falseAcceptLimit: share, reason: z.string() }),
]);

/** A verification result as a file: plain JSON that a report, a table or another tool can be made of. */
export const verificationResultSchema = z.object({
  resultVersion: z.literal(1),
  dataset: z.string(),
  protocol: z.string(),
  /** What was trained on and what was judged, in so many words. */
  statement: z.string(),
  distance: distanceSchema,
  images: count.describe("distinct images that the pairs need"),
  pairs: count.describe("pairs judged, same and different"),
  samePairs: count,
  differentPairs: count,
  accuracy: share.describe("mean over the folds, each judged at the threshold of the others"),
  standardError: z.number().min(0).describe("s/√folds, with the sample deviation s (n−1)"),
  populationDeviation: z.number().min(0).describe("deviation over the folds, n in the denominator"),
  folds: z
    .array(z.object({ pairs: count, correct: count, accuracy: share, threshold: z.number() }))
    .readonly(),
  thresholdRule: z.string().describe("which thresholds a fold could choose from, in words"),
  areaUnderCurve: z.object({ value: share, standardError: z.number().min(0) }),
  equalErrorRate: z.object({ value: share, standardError: z.number().min(0) }),
  trueAcceptRates: z.array(trueAcceptRateSchema).readonly(),
  roc: z
    .array(
      z.object({
        threshold: z.number(),
        falseAcceptRate: share,
        trueAcceptRate: share,
        interval: z.object({ low: share, high: share }).optional(),
      }),
    )
    .readonly()
    .describe(
      "points of the curve over all pairs, thinned for plotting, with Wilson intervals of the true accept rate",
    ),
  histogram: z.object({
    from: z.number(),
    to: z.number(),
    same: z.array(count).readonly(),
    different: z.array(count).readonly(),
  }),
  pairsLeftOut: z
    .array(
      z.object({
        fold: count.describe("number of the fold, from 1"),
        first: z.string(),
        second: z.string(),
        same: z.boolean(),
      }),
    )
    .readonly()
    .describe("pairs that could not be judged, because an image of theirs could not be read"),
  imagesFailed: z.array(z.object({ name: z.string(), reason: z.string() })).readonly(),
});

export type VerificationResult = z.output<typeof verificationResultSchema>;
