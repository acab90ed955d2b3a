import type { GraphTensor, Layout } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { sameShape, sizeOf } from "../graph/value.js";

/** The shape that two shapes broadcast to, by the rules of NumPy. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new Error(`Operands of shapes [${a}] and [${b}] cannot be broadcast together.`);
    }
    return left === 1 ? right : left;
  });
}

/** Operands of an elementwise operator, brought to one layout. */
export interface Operands {
  readonly names: readonly string[];
  readonly layout: Layout;
}

/**
 * Names of operands that broadcast to a shape. They stay in blocks or channels-first where one of
 * full size is, so that a network is transposed once at its start and once at its end.
 */
export function alignOperands(
  graph: GraphWriter,
  operands: readonly GraphTensor[],
  shape: readonly number[],
): Operands {
  const full = operands.filter((operand) => sameShape(operand.shape, shape));
  const others = operands.filter((operand) => !full.includes(operand));
  const inBlocks =
    full.some(({ layout }) => layout === "blocked") &&
    others.every((operand) => sizeOf(operand.shape) === 1);
  if (inBlocks) {
    const names = operands.map((operand) =>
      full.includes(operand) ? graph.blocked(operand) : graph.plain(operand),
    );
    return { names, layout: "blocked" };
  }
  return full.some(({ layout }) => layout !== "plain")
    ? {
        names: operands.map((operand) => channelsFirstOperand(graph, operand)),
        layout: "channels-first",
      }
    : { names: operands.map((operand) => graph.plain(operand)), layout: "plain" };
}

/** An operand of rank ≤ 4 that is to broadcast against [n, c, h, w]. */
function channelsFirstOperand(graph: GraphWriter, operand: GraphTensor): string {
  const { shape } = operand;
  if (shape.length === 4) return graph.channelsFirst(operand);
  if (sizeOf(shape) === 1) return graph.plain(operand);
  if (shape.length === 1) return graph.reshape(graph.plain(operand), [shape[0], 1, 1]);
  const full = [...Array(4 - shape.length).fill(1), ...shape];
  return graph.transpose(graph.reshape(graph.plain(operand), full), [0, 3, 1, 2]);
}
