// Pictures and WebAssembly are in these types, for whoever compiles this package with its own.
/// <reference lib="dom" preserve="true" />
/// <reference lib="dom.iterable" preserve="true" />
import { definePlugin, type Runtime } from "@multibatch/core";
import { loadEmbedder } from "./load-embedder.js";
import { wasmRuntimeOptionsSchema } from "./wasm-runtime-options.js";

/** The plugin: runs model folders on WebAssembly. */
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
export type { ModelSource } from "@multibatch/network";
export type { EngineReport } from "./engine-report.js";
export {
  type Box,
  cropFace,
  type FaceCropOptions,
  type FacePlace,
  faceTemplate,
  type Landmarks,
} from "./image/crop-face.js";
export { cropImage } from "./image/crop-image.js";
export type { Detection, Detector } from "./image/detector.js";
export type { ImageLike } from "./image/image-like.js";
export { type Picture, readPixels } from "./image/read-pixels.js";
export type { AlignedImage } from "./image-network.js";
export { loadEmbedder } from "./load-embedder.js";
export { urlSource } from "./sources/url.js";
export { type Embeddable, WasmEmbedder } from "./wasm-embedder.js";
export { type WasmRuntimeOptions, wasmRuntimeOptionsSchema } from "./wasm-runtime-options.js";
