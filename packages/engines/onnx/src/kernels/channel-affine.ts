import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { sizeOf, type TensorMeta } from "../graph/value.js";
import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** Names of the numbers for each channel, `[c]`, and what happens to their result. */
export interface ChannelAffine {
  readonly scale?: string;
  readonly offset?: string;
  /** A tensor of full size that is added before relu. */
  readonly addend?: GraphTensor;
  readonly relu?: boolean;
}

/** Whether the tensor lies in blocks, so that `affineInBlocks` serves. */
export function liesInBlocks(graph: GraphWriter, x: GraphTensor): boolean {
  return x.layout === "blocked" && graph.fillsBlocks(x.shape[3]);
}

/**
 * x·scale + offset + addend in one pass over blocks: a depthwise convolution of 1 × 1. Broadcasting
 * operators would see the blocks' own shape, and work on one block at a time.
 */
export function affineInBlocks(
  graph: GraphWriter,
  x: GraphTensor,
  { scale, offset, addend, relu = false }: ChannelAffine,
  output: TensorMeta,
): GraphTensor {
  const channels = output.shape[3];
  const all = (value: number) => graph.constant("float32", [channels], Array(channels).fill(value));
  const operands = [
    graph.blocked(x),
    graph.reshape(scale ?? all(1), [channels, 1, 1, 1]),
    offset ?? all(0),
    ...(addend ? [graph.blocked(addend)] : []),
  ];
  const sum = graph.blockedNode("Conv", operands, {
    kernel_shape: [1, 1],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    group: channels,
    ...(relu ? { activation: "Relu" } : {}),
  });
  return graph.tensor(sum, output, "blocked");
}

/** x·scale + offset + addend, with relu or without; put in by rewriting rules. */
export const channelAffineKernel: Kernel = defineKernel<{ readonly relu?: boolean }>({
  name: "ChannelAffine",
  inputs: ["x", "scale", "offset", "addend"],
  infer: ([x]) => x,
  lower: (graph, [x, scale, offset, addend], { relu }, output) => {
    const perChannel = (operand: GraphTensor | undefined) =>
      operand && graph.reshape(graph.plain(operand), [sizeOf(operand.shape)]);
    if (liesInBlocks(graph, x) || (addend && liesInBlocks(graph, addend))) {
      const numbers = { scale: perChannel(scale), offset: perChannel(offset) };
      return affineInBlocks(graph, x, { ...numbers, addend, relu }, output);
    }
    const apply = (type: string, a: GraphTensor, b: GraphTensor | undefined) => {
      if (!b) return a;
      const { names, layout } = alignOperands(graph, [a, b], output.shape);
      return graph.tensor(graph.node(type, names), output, layout);
    };
    const sum = apply("Add", apply("Add", apply("Mul", x, scale), offset), addend);
    if (!relu) return sum;
    const { names, layout } = alignOperands(graph, [sum], output.shape);
    return graph.tensor(graph.node("Relu", names), output, layout);
  },
});
