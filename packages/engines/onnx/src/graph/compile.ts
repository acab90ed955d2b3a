import { type OnnxNode, writeModel } from "../onnx/model-writer.js";
import { GraphTensor } from "./graph-tensor.js";
import { GraphWriter } from "./graph-writer.js";
import type { PendingGraph } from "./pending-graph.js";
import { type PlannedNode, rewrite } from "./rewrite.js";
import type { Value } from "./value.js";

/** Name of the session's input that is fed with the leaf of a number. */
export const leafName = (index: number) => `leaf${index}`;
/** Name of the session's output that holds the target of a number. */
export const targetName = (index: number) => `target${index}`;

/** A graph as ONNX Runtime takes it. */
export interface CompiledGraph {
  /** The file. */
  readonly model: Uint8Array;
  readonly nodes: readonly OnnxNode[];
}

/**
 * Writes the ONNX model that computes a graph's targets from its leaves.
 *
 * @param blockSize channels in a block of this machine's blocked layout, if it has one
 */
export function compile(graph: PendingGraph, blockSize?: number): CompiledGraph {
  const writer = new GraphWriter({ blockSize });
  const tensors = new Map<Value, GraphTensor>();
  const inputs = graph.leaves.map((leaf, index) => {
    const name = leafName(index);
    tensors.set(leaf, new GraphTensor(leaf.shape, leaf.dtype, name));
    return { name, type: leaf.dtype, shape: leaf.shape };
  });
  lowerNodes(writer, rewrite(graph), tensors);
  const outputs = graph.targets.map((target, index) => {
    writer.begin("Result");
    const name = targetName(index);
    writer.result(writer.plain(tensors.get(target)!), name);
    return { name, type: target.dtype, shape: target.shape };
  });
  const { nodes, initializers } = writer;
  return { model: writeModel({ nodes, initializers, inputs, outputs }), nodes };
}

/** Lowers nodes in order; `tensors` holds the leaves before and all results after. */
export function lowerNodes(
  writer: GraphWriter,
  nodes: readonly PlannedNode[],
  tensors: Map<Value, GraphTensor>,
): void {
  nodes.forEach(({ kernel, inputs, attributes, outputs }, position) => {
    writer.begin(`${kernel.name}#${position}`);
    const operands = inputs.map((input) => (input ? tensors.get(input) : undefined));
    const results = kernel.lower(writer, operands as GraphTensor[], attributes, outputs);
    outputs.forEach((output, index) => {
      tensors.set(output, results[index]);
    });
  });
}
