import { definePlugin, type Runtime } from "@multibatch/core";
import { loadEmbedder } from "./load-embedder.js";
import { wasmRuntimeOptionsSchema } from "./wasm-runtime-options.js";

/** The plugin: runs model folders on tfjs-backend-wasm. */
export const wasm = definePlugin({
  kind: "target",
  name: "@multibatch/target-wasm",
  contract: 1,
  options: wasmRuntimeOptionsSchema,
  create: (options): Runtime => ({
    contract: 1,
    role: "runtime",
    load: (folder) => loadEmbedder(folder, options),
  }),
});

export default wasm;
export { loadEmbedder } from "./load-embedder.js";
export { folderSource } from "./sources/folder.js";
export type { ModelSource } from "./sources/source.js";
export { urlSource } from "./sources/url.js";
export { type WasmRuntimeOptions, wasmRuntimeOptionsSchema } from "./wasm-runtime-options.js";
