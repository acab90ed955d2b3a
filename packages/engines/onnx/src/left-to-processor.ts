import type { OnnxNode } from "./onnx/model-writer.js";
import type { Device } from "./onnx-options.js";

/**
 * Names of the nodes that a device takes and then cannot compute. ONNX Runtime leaves to the processor
 * what a provider has no kernel for; the WebGPU provider of 1.27 has one for MaxPool that fails at run
 * time where the second output is asked for: "The Indices output is not supported yet".
 */
export function leftToProcessor(device: Device, nodes: readonly OnnxNode[]): string[] {
  if (device !== "webgpu") return [];
  return nodes
    .filter(({ type, outputs }) => type === "MaxPool" && outputs.length > 1)
    .map(({ name }) => name);
}
