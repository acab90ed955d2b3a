import { z } from "zod";

/** Options of the engine. */
export const onnxEngineOptions = z.strictObject({
  threads: z
    .int()
    .min(1)
    .optional()
    .describe("Computing threads; by default one for each processor that the process may use."),
  maxSessions: z
    .int()
    .min(1)
    .default(32)
    .describe("Compiled graphs to keep; each holds the work space of its own run."),
  traces: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Folder that each compiled graph writes a trace into, with the time of each of its nodes.",
    ),
});

export type OnnxEngineOptions = z.output<typeof onnxEngineOptions>;
