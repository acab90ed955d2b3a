import { definePlugin } from "@multibatch/core";
import { WasmEngine } from "./wasm-engine.js";
import { wasmOptionsSchema } from "./wasm-options.js";

/** The plugin: tfjs-backend-wasm as an engine that trains. */
export const wasm = definePlugin({
  kind: "engine",
  name: "@multibatch/engine-wasm",
  contract: 1,
  options: wasmOptionsSchema,
  create: () => new WasmEngine(),
});

export default wasm;
export { WasmEngine } from "./wasm-engine.js";
export { type WasmOptions, wasmOptionsSchema } from "./wasm-options.js";
