import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";
import type { OnnxAttributes } from "../onnx/attributes.js";
import { rowsInOrder } from "./rows-in-order.js";

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
 * A filter [h, w, from, to], or [h, w, channels, 1] of a depthwise convolution, as the convolution in
 * blocks wants it: [to/b, from/b, h, w, b of from, b of to], or [to/b, from, h, w, b of to] for less
 * than a block. `turned` takes a filter [h, w, to, from] instead and turns it by 180°, as the gradient
 * for the images does.
 */
export function blockedFilter(
  graph: GraphWriter,
  name: string,
  [h, w]: readonly number[],
  { from: channels, to, depthwise }: Channels,
  turned = false,
): string {
  const block = graph.blockSize!;
  const [taps, from, blocks] = [h * w, depthwise ? 1 : channels, to / block];
  const isExchanged = turned && !depthwise;
  const rows = isExchanged
    ? graph.blockedNode("ReorderInput", [graph.reshape(name, [taps, to, 1, from])])
    : name;
  // Channels of a block lie side by side; those of less than a block lie before the taps.
  const together = from < block ? 1 : block;
  const order: number[] = [];
  for (let toBlock = 0; toBlock < blocks; toBlock++) {
    for (let first = 0; first < from; first += together) {
      for (let tap = 0; tap < taps; tap++) {
        for (let channel = first; channel < first + together; channel++) {
          const place = turned ? taps - 1 - tap : tap;
          order.push(
            isExchanged
              ? (place * blocks + toBlock) * from + channel
              : (place * from + channel) * blocks + toBlock,
          );
        }
      }
    }
  }
  return graph.reshape(rowsInOrder(graph, rows, block, order), [to, from, h, w]);
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
