import type { WarpSize } from "@multibatch/warp/kernels";
import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { type Corners, colours, cornersOf } from "./affine-warp-corners.js";

/** The colours between the upper and between the lower pixels, and the slopes, `[n, c, points]`. */
interface Mixed {
  readonly corners: Corners;
  readonly upper: string;
  readonly slopeUpper: string;
  readonly slopeLower: string;
  readonly slopeDown: string;
}

/** Written once for a warp and its gradient in one graph, which then share the look-ups. */
const written = new WeakMap<GraphWriter, Map<string, Mixed>>();

/** What a warp and its gradient for the matrices have in common. */
export function mixed(
  graph: GraphWriter,
  images: GraphTensor,
  matrices: GraphTensor,
  size: WarpSize,
): Mixed {
  const known = written.get(graph) ?? new Map<string, Mixed>();
  written.set(graph, known);
  const key = [graph.channelsFirst(images), graph.plain(matrices), JSON.stringify(size)].join();
  const result = known.get(key) ?? mix(graph, images, matrices, size);
  known.set(key, result);
  return result;
}

function mix(
  graph: GraphWriter,
  images: GraphTensor,
  matrices: GraphTensor,
  size: WarpSize,
): Mixed {
  const corners = cornersOf(graph, matrices, size);
  const [upperLeft, upperRight, lowerLeft, lowerRight] = colours(graph, images, corners, size);
  const slopeUpper = graph.node("Sub", [upperRight, upperLeft]);
  const slopeLower = graph.node("Sub", [lowerRight, lowerLeft]);
  const along = (left: string, slope: string) =>
    graph.node("Add", [left, graph.node("Mul", [slope, corners.rightFraction])]);
  const upper = along(upperLeft, slopeUpper);
  const slopeDown = graph.node("Sub", [along(lowerLeft, slopeLower), upper]);
  return { corners, upper, slopeUpper, slopeLower, slopeDown };
}

/** `low` where the fraction is 0, `high` where it is 1. */
export function between(graph: GraphWriter, low: string, high: string, fraction: string): string {
  const difference = graph.node("Sub", [high, low]);
  return graph.node("Add", [low, graph.node("Mul", [difference, fraction])]);
}
