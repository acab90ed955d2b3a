import type { OnnxNode } from "./onnx/model-writer.js";
import type { Device } from "./onnx-options.js";

/**
 * Names of the nodes that a device takes and then cannot compute, or computes wrongly. ONNX Runtime
 * leaves to the processor what a provider has no kernel for, but not these.
 */
export function leftToProcessor(device: Device, nodes: readonly OnnxNode[]): string[] {
  if (device !== "webgpu") return [];
  return nodes
    .filter((node) => asksForIndices(node) || readsThreeChannelsAtATime(node))
    .map(({ name }) => name);
}

/** The WebGPU provider of 1.27 fails at run time: "The Indices output is not supported yet". */
const asksForIndices = ({ type, outputs }: OnnxNode) => type === "MaxPool" && outputs.length > 1;

/**
 * The WebGPU provider of 1.27 reads images whose channels are a multiple of three, and not of four,
 * three channels at a time, and where there are more than three, its sums are wrong. So they were in
 * each convolution tried that was larger than 1 × 1 and had a multiple of four results: 6, 9, 15, 18,
 * 21 and 30 channels; 3, 12, 36 and all others were right. Perhaps microsoft/onnxruntime#29651.
 */
function readsThreeChannelsAtATime({ type, attributes, channels }: OnnxNode): boolean {
  if (type !== "Conv" || !channels || attributes.group !== 1) return false;
  const { from, to } = channels;
  return from > 3 && from % 3 === 0 && from % 4 !== 0 && to % 4 === 0;
}
