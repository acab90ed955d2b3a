import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";

/** Channels in as many blocks as hold them all. */
export function inWholeBlocks(graph: GraphWriter, channels: number): number {
  return Math.ceil(channels / graph.blockSize!) * graph.blockSize!;
}

/** Whether channels take up two thirds of their blocks: then to compute with the rest costs little. */
export function nearlyFillsBlocks(graph: GraphWriter, channels: number): boolean {
  return graph.blockSize !== undefined && 3 * channels >= 2 * inWholeBlocks(graph, channels);
}

/** Name of a tensor in blocks of channels, the last of which may end with zeros. */
export function filledBlocks(graph: GraphWriter, tensor: GraphTensor): string {
  const [n, h, w, c] = tensor.shape;
  const missing = inWholeBlocks(graph, c) - c;
  if (missing === 0) return graph.blocked(tensor);
  const zeros = graph.expand(graph.scalar(0), [n, missing, h, w]);
  const whole = graph.node("Concat", [graph.channelsFirst(tensor), zeros], { axis: 1 });
  return graph.blockedNode("ReorderInput", [whole]);
}
