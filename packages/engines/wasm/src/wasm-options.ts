import { z } from "zod";

/** Options of engine-wasm: there is nothing to choose. */
export const wasmOptionsSchema = z.strictObject({}).default({});

export type WasmOptions = z.output<typeof wasmOptionsSchema>;
