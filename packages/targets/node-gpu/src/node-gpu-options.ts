import { z } from "zod";
import { augmentationSchema } from "./augmentation/augmentation-options.js";
import { scheduleSchema } from "./optimiser/schedule.js";
import { averagingSchema } from "./optimiser/weight-averages.js";

/** Engines by the names that the option `engine` takes, fastest first: the order of `auto`. */
export const engineNames = [
  "tensorflow-gpu",
  "webgpu",
  "onnx",
  "tensorflow",
  "wasm",
  "cpu",
] as const;

const engineSchema = z.union(
  [
    z.enum(["auto", ...engineNames]),
    z.looseObject({ use: z.string().describe("package or relative path of an engine plugin") }),
  ],
  {
    error: `expected "auto", ${engineNames.map((name) => `"${name}"`).join(", ")} or { "use": … }`,
  },
);

/** Options of the trainer. Where the paper is silent, which is nearly everywhere, they are our choice. */
export const nodeGpuSchema = z.strictObject({
  engine: engineSchema
    .default("auto")
    .describe("what computes: auto takes the fastest that runs here and says which and why"),
  threads: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe("computing threads; the engine's choice where left out"),
  steps: z.int().min(1).default(1000).describe("training steps, one batch each"),
  microBatch: z
    .int()
    .min(1)
    .optional()
    .describe(
      "images whose activations are in memory at a time; the batch is cut into chunks of so many and still has all its pairs, at the price of one more forward pass; in one piece where left out",
    ),
  optimiser: z
    .strictObject({
      learningRate: z
        .number()
        .gt(0)
        .default(0.015)
        .describe("highest learning rate of the schedule"),
      momentum: z
        .number()
        .min(0)
        .lt(1)
        .default(0.9)
        .describe("share of the last update that is kept"),
      weightDecay: z
        .number()
        .min(0)
        .default(1e-4)
        .describe("pull towards 0 on weights with two or more dimensions; biases are left alone"),
      clipNorm: z
        .number()
        .gt(0)
        .optional()
        .describe("longest gradient, over all variables together; none where left out"),
    })
    .prefault({}),
  schedule: scheduleSchema.prefault({}),
  averaging: averagingSchema
    .optional()
    .describe(
      "exponential moving average of the weights, for validation and for the model; {} takes its defaults, none where left out",
    ),
  augmentation: augmentationSchema.prefault({}),
  validation: z
    .strictObject({
      every: z
        .int()
        .min(1)
        .default(250)
        .describe("steps between two looks at the validation pairs"),
      batchSize: z.int().min(1).max(4096).default(128).describe("images embedded at a time"),
    })
    .prefault({}),
  checkpointEvery: z.int().min(1).default(250).describe("steps between two checkpoints"),
  logEvery: z.int().min(1).default(10).describe("steps between two lines of history.jsonl"),
});

/** Checked options of the trainer. */
export type NodeGpuOptions = z.output<typeof nodeGpuSchema>;
