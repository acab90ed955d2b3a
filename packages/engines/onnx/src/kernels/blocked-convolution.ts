import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";
import type { OnnxAttributes } from "../onnx/attributes.js";

/** Channels on both sides of a convolution, and whether each has a filter of its own. */
export interface Channels {
  readonly from: number;
  readonly to: number;
  readonly depthwise: boolean;
}

/**
 * Whether ONNX Runtime's convolution in blocks serves: it makes whole blocks of channels, and takes
 * whole blocks or, as a first layer does, less than one.
 */
export function convolvesInBlocks(graph: GraphWriter, { from, to, depthwise }: Channels): boolean {
  if (graph.blockSize === undefined || !graph.fillsBlocks(to)) return false;
  return depthwise ? from === to : graph.fillsBlocks(from) || from < graph.blockSize;
}

/**
 * A filter [h, w, a, b] as the convolution in blocks wants it: [to/block, from/block, h, w, block of
 * from, block of to], or [to/block, from, h, w, block of to] for less than a block. For the gradient with respect to the input, `turned` says that the channels of
 * the filter go from b to a.
 */
export function blockedFilter(
  graph: GraphWriter,
  name: string,
  [h, w, a, b]: readonly number[],
  { from, to, depthwise }: Channels,
  turned = false,
): string {
  const block = graph.blockSize!;
  if (depthwise) {
    // One channel of the filter for each of the image: [h, w, c, 1].
    const split = graph.reshape(name, [h, w, to / block, block]);
    return graph.reshape(graph.transpose(split, [2, 0, 1, 3]), [to, 1, h, w]);
  }
  const parts = (size: number) => (size < block ? [1, size] : [size / block, block]);
  const split = graph.reshape(name, [h, w, ...parts(a), ...parts(b)]);
  // Places of the whole blocks and of the channels in a block, of both sides.
  const [fromBlocks, fromChannels, toBlocks, toChannels] = turned ? [4, 5, 2, 3] : [2, 3, 4, 5];
  const perm =
    from < block
      ? [toBlocks, fromChannels, 0, 1, fromBlocks, toChannels]
      : [toBlocks, fromBlocks, 0, 1, fromChannels, toChannels];
  return graph.reshape(graph.transpose(split, perm), [to, from, h, w]);
}

/** Writes a convolution in blocks. @param window strides, dilations, window and padding */
export function blockedConvolution(
  graph: GraphWriter,
  image: GraphTensor,
  filter: string,
  { from, depthwise }: Channels,
  window: OnnxAttributes,
  output: TensorMeta,
  { bias, relu = false }: { readonly bias?: string; readonly relu?: boolean } = {},
): GraphTensor {
  const operand = graph.fillsBlocks(from) ? graph.blocked(image) : graph.channelsFirst(image);
  const result = graph.blockedNode("Conv", bias ? [operand, filter, bias] : [operand, filter], {
    ...window,
    group: depthwise ? from : 1,
    ...(relu ? { activation: "Relu" } : {}),
  });
  return graph.tensor(result, output, "blocked");
}
