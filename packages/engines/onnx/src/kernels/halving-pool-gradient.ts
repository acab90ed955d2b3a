import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";
import { endPadding, type Geometry } from "./convolution-geometry.js";
import { isAtBound } from "./masks.js";
import { filledBlocks, inWholeBlocks } from "./whole-blocks.js";

/** Whether a pooling cuts an image into windows of 2 × 2 without a rest. */
export function isHalving(geometry: Geometry): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const two = [filterHeight, filterWidth, strideHeight, strideWidth].every((size) => size === 2);
  const padding = [padInfo.top, padInfo.left, ...endPadding(geometry)];
  const even = geometry.inHeight % 2 === 0 && geometry.inWidth % 2 === 0;
  return two && even && padding.every((size) => size === 0);
}

/**
 * Gradient of max pooling over windows of 2 × 2, on blocks of channels. It goes to the upper row of a
 * window where the largest element of that row is the maximum, else to the lower; within the row to
 * the left element in the same way: the first of several equal ones takes all. But for the last
 * joining of columns, everything is pooling of one element or two and elementwise, on all threads:
 * the indices of ONNX Runtime's own max pooling cost more.
 */
export function halvingGradient(
  graph: GraphWriter,
  dy: GraphTensor,
  input: GraphTensor,
  pooled: GraphTensor,
  output: TensorMeta,
): GraphTensor {
  const block = graph.blockSize!;
  const [n, h, w, channels] = input.shape;
  const c = inWholeBlocks(graph, channels);
  const image = filledBlocks(graph, input);
  const pool = (name: string, window: readonly number[], strides: readonly number[]) =>
    graph.blockedNode("MaxPool", [name], {
      kernel_shape: window,
      strides,
      dilations: [1, 1],
      pads: [0, 0, 0, 0],
    });
  const left = pool(image, [1, 1], [1, 2]);
  const largestOfRows = pool(image, [1, 2], [1, 2]);

  const largestOfUpper = pool(largestOfRows, [1, 1], [2, 1]);
  const isUpper = isAtBound(graph, largestOfUpper, filledBlocks(graph, pooled));
  const rows = divide(graph, filledBlocks(graph, dy), isUpper, (w / 2) * block);

  const isLeft = isAtBound(graph, left, largestOfRows);
  const columns = divide(graph, graph.reshape(rows, [n, c, h, w / 2]), isLeft, block);
  const spread = graph.reshape(columns, [n, c, h, w]);
  if (channels === c) return graph.tensor(spread, output, "blocked");
  const planes = graph.blockedNode("ReorderOutput", [spread], { channels, channels_last: 0 });
  return graph.tensor(planes, output, "channels-first");
}

/** Puts what the mask takes of a gradient before what it leaves, line by line. */
function divide(graph: GraphWriter, gradient: string, mask: string, line: number): string {
  const taken = graph.node("Mul", [gradient, mask]);
  const rest = graph.node("Sub", [gradient, taken]);
  const lines = [taken, rest].map((name) => graph.reshape(name, [-1, 1, line]));
  return graph.node("Concat", lines, { axis: 1 });
}
