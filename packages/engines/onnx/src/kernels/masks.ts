import type { GraphWriter } from "../graph/graph-writer.js";
import { float } from "../onnx/attributes.js";

/*
 * Masks of 1 and 0 in one pass over floats, on all threads. Comparing makes bools first, and turning
 * those into floats uses one thread. The slope is so steep that it tells apart all numbers but those
 * closer than 3e-39 (denormal ones), which get something between 0 and 1.
 */

const steepest = float(3.4028234663852886e38);

/** 1 where x is above 0, else 0. */
export function isPositive(graph: GraphWriter, x: string): string {
  if (graph.blockSize === undefined) {
    // A graphics card may make anything of a product that overflows.
    return graph.cast(graph.node("Greater", [x, graph.scalar(0)]), "float32");
  }
  return graph.node("HardSigmoid", [x], { alpha: steepest, beta: float(0) });
}

/** 1 where x equals `bound`, which it never exceeds, else 0. */
export function isAtBound(graph: GraphWriter, x: string, bound: string): string {
  return graph.node("HardSigmoid", [graph.node("Sub", [x, bound])], {
    alpha: steepest,
    beta: float(1),
  });
}
