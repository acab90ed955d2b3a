import { z } from "zod";

/** Options of target-wasm. */
export const wasmRuntimeOptionsSchema = z
  .strictObject({
    batchSize: z
      .int()
      .min(1)
      .max(1024)
      .default(64)
      .describe("images computed without a pause; in between, other work has its turn"),
    engine: z
      .enum(["auto", "own", "stock"])
      .default("auto")
      .describe(
        "own: the kernels of this package; stock: tfjs-backend-wasm; auto: own where they can compute the model, else stock",
      ),
  })
  .default({ batchSize: 64, engine: "auto" });

export type WasmRuntimeOptions = z.output<typeof wasmRuntimeOptionsSchema>;
