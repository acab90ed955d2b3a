import { EngineError } from "@multibatch/core";
import type { Node } from "./node.js";
import type { Value } from "./value.js";

const readDuringExport =
  "The model cannot be exported: while it was recorded, it read values, or it used a kernel that " +
  "has no ONNX form here (the engine's fallbacks name it).";

/** What must be computed for some values: nodes in order, the data they start from, the key. */
export interface PendingGraph {
  readonly nodes: readonly Node[];
  /** Known values that the nodes read, in order of first use. */
  readonly leaves: readonly Value[];
  readonly targets: readonly Value[];
}

/**
 * Collects the nodes that the targets depend on.
 *
 * @param placeholder the input of a model that is being exported; it has no data
 * @throws EngineError when data is asked for that depends on a placeholder
 */
export function collectPending(targets: readonly Value[], placeholder?: Value): PendingGraph {
  const seen = new Set<Node>();
  const stack: Node[] = [];
  const visit = (value: Value | undefined) => {
    if (!value || value.isKnown || value === placeholder) return;
    const node = value.producer;
    if (!node) throw new EngineError(readDuringExport);
    if (!seen.has(node)) {
      seen.add(node);
      stack.push(node);
    }
  };
  for (const target of targets) visit(target);
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const input of node.inputs) visit(input);
  }
  const nodes = [...seen].sort((a, b) => a.id - b.id);
  const leaves = new Set<Value>();
  for (const node of nodes) {
    for (const input of node.inputs) if (input?.isKnown) leaves.add(input);
  }
  return { nodes, leaves: [...leaves], targets };
}

/**
 * A text that is equal for two graphs exactly where one compiled session serves both: the same
 * kernels with the same attributes, wired alike, over leaves of the same types and shapes.
 */
export function structuralKey({ nodes, leaves, targets }: PendingGraph): string {
  const parts: string[] = [];
  const name = new Map<Value, string>();
  leaves.forEach((leaf, index) => {
    name.set(leaf, `l${index}`);
    parts.push(leaf.dtype[0], leaf.shape.join("x"));
  });
  nodes.forEach((node, index) => {
    parts.push(node.signature);
    for (const input of node.inputs) parts.push(input ? name.get(input)! : "_");
    for (const output of node.outputs) name.set(output, `${index}.${output.index}`);
  });
  parts.push("=");
  for (const target of targets) parts.push(name.get(target)!);
  return parts.join(" ");
}
