import { z } from "zod";

/** Options of target-wasm. */
export const wasmRuntimeOptionsSchema = z
  .strictObject({
    batchSize: z
      .int()
      .min(1)
      .max(1024)
      .default(64)
      .describe("images computed at a time; more take more memory and gain little"),
  })
  .default({ batchSize: 64 });

export type WasmRuntimeOptions = z.output<typeof wasmRuntimeOptionsSchema>;
