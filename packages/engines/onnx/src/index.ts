import { definePlugin } from "@multibatch/core";
import { onnxEngine } from "./engine.js";
import { onnxEngineOptions } from "./onnx-options.js";

/** Computes with ONNX Runtime on the CPU. */
export const onnx = definePlugin({
  kind: "engine",
  name: "@multibatch/engine-onnx",
  contract: 1,
  options: onnxEngineOptions,
  create: (options) => onnxEngine(options),
});

export default onnx;
export { onnxBackendStatistics, onnxEngine } from "./engine.js";
export { type ExportedFunction, exportOnnx } from "./export.js";
export { type OnnxEngineOptions, onnxEngineOptions } from "./onnx-options.js";
export type { OnnxBackendStatistics } from "./statistics.js";
