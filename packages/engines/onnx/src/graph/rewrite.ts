import type { Kernel } from "../kernels/kernel.js";
import type { PendingGraph } from "./pending-graph.js";
import { broadcastInsteadOfTile, convolutionWithBias, reluGradient } from "./rewrite-rules.js";
import type { Value } from "./value.js";

/** A node as it will be compiled: recorded, or put in the place of recorded ones. */
export interface PlannedNode {
  readonly kernel: Kernel;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: unknown;
  readonly outputs: readonly Value[];
}

/** What a rule may ask about the graph. */
export interface GraphView {
  /** The node of this graph that computes a value; none for data. */
  producer(value: Value | undefined): PlannedNode | undefined;
  /** How many nodes and readers want a value. */
  uses(value: Value): number;
  /** The rectified value of x, if the graph computes it. */
  relu(x: Value): Value | undefined;
}

/** Returns a better node with the same outputs, or nothing. */
export type RewriteRule = (node: PlannedNode, view: GraphView) => PlannedNode | undefined;

const rules: readonly RewriteRule[] = [convolutionWithBias, reluGradient, broadcastInsteadOfTile];

/** The nodes of a graph after all rules, without those that nobody wants any more. */
export function rewrite(graph: PendingGraph): readonly PlannedNode[] {
  const producers = new Map<Value, PlannedNode>();
  const uses = new Map<Value, number>();
  const rectified = new Map<Value, Value>();
  const count = (value: Value | undefined) => {
    if (value) uses.set(value, (uses.get(value) ?? 0) + 1);
  };
  graph.targets.forEach(count);
  for (const node of graph.nodes) {
    node.inputs.forEach(count);
    for (const output of node.outputs) producers.set(output, node);
    if (node.kernel.name === "Relu") rectified.set(node.inputs[0]!, node.outputs[0]);
  }
  const view: GraphView = {
    producer: (value) => value && producers.get(value),
    uses: (value) => uses.get(value) ?? 0,
    relu: (x) => rectified.get(x),
  };
  const planned = graph.nodes.map((node) => {
    let current: PlannedNode = node;
    for (const rule of rules) current = rule(current, view) ?? current;
    for (const output of current.outputs) producers.set(output, current);
    return current;
  });
  return wanted(planned, graph.targets);
}

function wanted(nodes: readonly PlannedNode[], targets: readonly Value[]): PlannedNode[] {
  const needed = new Set<Value | undefined>(targets);
  const kept: PlannedNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    kept.push(node);
    for (const input of node.inputs) needed.add(input);
  }
  return kept.reverse();
}
