import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { endPadding, type Geometry } from "./convolution-geometry.js";

/** Whether a pooling cuts an image into windows of 2 × 2 without a rest. */
export function isHalving(geometry: Geometry): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const two = [filterHeight, filterWidth, strideHeight, strideWidth].every((size) => size === 2);
  const padding = [padInfo.top, padInfo.left, ...endPadding(geometry)];
  const even = geometry.inHeight % 2 === 0 && geometry.inWidth % 2 === 0;
  return two && even && padding.every((size) => size === 0);
}

/**
 * Gradient of max pooling over windows of 2 × 2, on blocks of channels. The four elements of all
 * windows are taken apart; each in turn takes what is left of dy where it equals the maximum, so that
 * the first of several equal ones takes all. Whole blocks are moved, and everything else is
 * elementwise: the indices of ONNX Runtime's own max pooling cost more.
 */
export function halvingGradient(
  graph: GraphWriter,
  dy: GraphTensor,
  input: GraphTensor,
  pooled: GraphTensor,
): string {
  const block = graph.blockSize!;
  const [n, h, w, c] = input.shape;
  const rows = (n * c * h) / (2 * block);
  const inWindows = (name: string, size: number) =>
    graph.reshape(name, [rows, size, w / 2, size, block]);
  const halves = (name: string, axis: number) =>
    graph.nodeWithOutputs("Split", [name], 2, { axis, num_outputs: 2 });
  const elements = halves(inWindows(graph.blocked(input), 2), 1).flatMap((row) => halves(row, 3));
  const largest = inWindows(graph.blocked(pooled), 1);
  let left = inWindows(graph.blocked(dy), 1);
  const gradients = elements.slice(0, 3).map((element) => {
    const isLargest = graph.cast(graph.node("Equal", [element, largest]), "float32");
    const taken = graph.node("Mul", [left, isLargest]);
    left = graph.node("Sub", [left, taken]);
    return taken;
  });
  const join = (parts: readonly string[], axis: number) => graph.node("Concat", parts, { axis });
  const top = join(gradients.slice(0, 2), 3);
  const bottom = join([gradients[2], left], 3);
  return graph.reshape(join([top, bottom], 1), [n, c, h, w]);
}
