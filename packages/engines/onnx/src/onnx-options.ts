import { z } from "zod";

/** Execution providers of ONNX Runtime that recorded graphs can run on. */
export const devices = ["cpu", "cuda", "webgpu"] as const;

export type Device = (typeof devices)[number];

/** Options of the engine. */
export const onnxEngineOptions = z.strictObject({
  threads: z
    .int()
    .min(1)
    .optional()
    .describe("Computing threads; by default one for each processor core."),
  device: z
    .enum(devices)
    .default("cpu")
    .describe(
      "What computes: the processor, or a graphics card through CUDA or WebGPU where ONNX Runtime can use it.",
    ),
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
