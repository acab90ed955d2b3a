import type { GraphWriter } from "../graph/graph-writer.js";

/** Rows of a matrix `[rows, width]` in another order: a `Transpose` of rows, but on all threads. */
export function rowsInOrder(
  graph: GraphWriter,
  name: string,
  width: number,
  order: readonly number[],
): string {
  if (order.every((row, place) => row === place)) return name;
  const matrix = graph.reshape(name, [order.length, width]);
  return graph.node("Gather", [matrix, graph.constant("int32", [order.length], order)], {
    axis: 0,
  });
}
