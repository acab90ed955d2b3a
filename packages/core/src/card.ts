import { z } from "zod";
import { cropSchema } from "./crop.js";
import { distanceSchema } from "./distance.js";
import { jsonSchema } from "./json.js";

/** Version of the model folder's layout. */
export const cardVersion = 1;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");

/**
 * `card.json`: all that a runtime needs beside the weights, and all that a person wants to know
 * before trusting a model.
 */
export const modelCardSchema = z.object({
  cardVersion: z.literal(cardVersion),
  name: z.string(),
  created: z.iso.datetime(),
  /** Pixels in: size and colour, and `x · scale + offset` before the network. */
  input: z.object({
    crop: cropSchema,
    normalisation: z.object({ scale: z.number(), offset: z.number() }),
  }),
  output: z.object({ dimensions: z.int().positive(), distance: distanceSchema }),
  /** Two images show one identity when their distance is below this. */
  threshold: z.object({
    value: z.number(),
    /** How it was chosen, in words, for example `best accuracy on 600 validation pairs`. */
    operatingPoint: z.string(),
    /** Shares of wrongly accepted different and wrongly refused same pairs at the threshold; null where not measured. */
    falseAcceptRate: z.number().nullable(),
    falseRejectRate: z.number().nullable(),
    /** Standard error of the threshold, by the bootstrap over its pairs; null where not measured. */
    standardError: z.number().nullable(),
    pairs: z.int(),
  }),
  /**
   * Probability that two images show one identity, by their distance d, among as many same as
   * different pairs: 1 / (1 + exp(−(slope · ln d + intercept))).
   */
  probability: z.object({ slope: z.number(), intercept: z.number() }).optional(),
  cost: z.object({
    multiplyAdds: z.number(),
    floatingPointOperations: z.number(),
    parameters: z.number(),
  }),
  data: z.object({
    name: z.string(),
    licence: z.string(),
    trainingImages: z.int(),
    trainingIdentities: z.int(),
    unreadableImages: z.int(),
  }),
  training: z.object({
    steps: z.int(),
    bestStep: z.int(),
    seed: z.int(),
    engine: z.string(),
    threads: z.int(),
    seconds: z.number(),
    config: jsonSchema,
    versions: z.record(z.string(), z.string()),
  }),
  metrics: z.record(z.string(), z.number()),
  /** ONNX file, where one was written. */
  onnx: z.object({ opset: z.int(), inputName: z.string(), outputName: z.string() }).optional(),
  /** sha256 of every other file of the folder, by name. */
  files: z.record(z.string(), sha256Schema),
});

export type ModelCard = z.output<typeof modelCardSchema>;
