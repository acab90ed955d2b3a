import type { Kernel } from "../kernels/kernel.js";
import {
  addedToChannels,
  rectifiedChannels,
  scaledChannels,
  shiftedChannels,
} from "./affine-rules.js";
import type { PendingGraph } from "./pending-graph.js";
import {
  broadcastInsteadOfTile,
  convolutionWithBias,
  convolutionWithRelu,
  reluGradient,
  reluGradientBeforePooling,
} from "./rewrite-rules.js";
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

/** Returns a better node with the same outputs, or several that end with it, or nothing. */
export type RewriteRule = (
  node: PlannedNode,
  view: GraphView,
) => PlannedNode | readonly PlannedNode[] | undefined;

/** What a pass leaves over may be what a rule of the next waits for. */
const passes: readonly (readonly RewriteRule[])[] = [
  [convolutionWithBias, reluGradient, broadcastInsteadOfTile],
  [scaledChannels, shiftedChannels, addedToChannels],
  [convolutionWithRelu, rectifiedChannels, reluGradientBeforePooling],
];

/** The nodes of a graph after all rules, without those that nobody wants any more. */
export function rewrite({ nodes, targets }: PendingGraph): readonly PlannedNode[] {
  return passes.reduce<readonly PlannedNode[]>(
    (planned, rules) => wanted(applyRules(planned, targets, rules), targets),
    nodes,
  );
}

function applyRules(
  nodes: readonly PlannedNode[],
  targets: readonly Value[],
  rules: readonly RewriteRule[],
): PlannedNode[] {
  const producers = new Map<Value, PlannedNode>();
  const uses = new Map<Value, number>();
  const rectified = new Map<Value, Value>();
  const count = (value: Value | undefined) => {
    if (value) uses.set(value, (uses.get(value) ?? 0) + 1);
  };
  targets.forEach(count);
  for (const node of nodes) {
    node.inputs.forEach(count);
    for (const output of node.outputs) producers.set(output, node);
    if (node.kernel.name === "Relu") rectified.set(node.inputs[0]!, node.outputs[0]);
  }
  const view: GraphView = {
    producer: (value) => value && producers.get(value),
    uses: (value) => uses.get(value) ?? 0,
    relu: (x) => rectified.get(x),
  };
  return nodes.flatMap((node) => {
    const before: PlannedNode[] = [];
    let current = node;
    for (const rule of rules) {
      const better = [rule(current, view) ?? current].flat();
      current = better.pop()!;
      before.push(...better);
    }
    const planned = [...before, current];
    for (const part of planned) {
      for (const output of part.outputs) producers.set(output, part);
    }
    return planned;
  });
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
