import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { type ElementType, sizeOf } from "../graph/value.js";
import { resolveAxis } from "./axes.js";
import { defineKernel, type Kernel } from "./kernel.js";

const zeros = (graph: GraphWriter, shape: readonly number[], dtype: ElementType) =>
  graph.expand(graph.scalar(0, dtype), shape);

const int64 = (graph: GraphWriter, indices: GraphTensor) =>
  graph.cast(graph.plain(indices), "int64");

/** Sum or overwriting of rows of a zero tensor, or of `target`. */
function scatter(
  graph: GraphWriter,
  target: string,
  indices: string,
  updates: string,
  reduction: "add" | "none",
): string {
  return graph.node("ScatterND", [target, indices, updates], { reduction });
}

/** Row g of the result is the sum of the rows of x whose segment is g; others are left out. */
const segmentSum = defineKernel<{ numSegments: number }>({
  name: "UnsortedSegmentSum",
  inputs: ["x", "segmentIds"],
  zeroWhenEmpty: true,
  infer: ([x, ids], { numSegments }) => ({
    shape: [numSegments, ...x.shape.slice(ids.shape.length)],
    dtype: x.dtype,
  }),
  lower: (graph, [x, ids], { numSegments }, output) => {
    const rows = sizeOf(ids.shape);
    const width = sizeOf(x.shape) / rows;
    const given = graph.reshape(graph.plain(ids), [rows, 1]);
    // Numbers outside 0…n−1 go to one more row, which is cut off.
    const spare = graph.scalar(numSegments, "int32");
    const negative = graph.node("Less", [given, graph.scalar(0, "int32")]);
    const bounded = graph.where(negative, spare, graph.node("Min", [given, spare]));
    const sums = scatter(
      graph,
      zeros(graph, [numSegments + 1, width], x.dtype),
      graph.cast(bounded, "int64"),
      graph.reshape(graph.plain(x), [rows, width]),
      "add",
    );
    const kept = graph.slice(sums, [numSegments + 1, width], [0], [numSegments], [0]);
    return graph.tensor(graph.reshape(kept, output.shape), output);
  },
});

export const gatherScatterKernels: readonly Kernel[] = [
  defineKernel<{ axis: number; batchDims: number }>({
    name: "GatherV2",
    inputs: ["x", "indices"],
    supports: (_inputs, { batchDims }) => !batchDims,
    limits: "no batch dimensions",
    infer: ([x, indices], { axis }) => {
      const along = resolveAxis(axis, x.shape.length);
      return { shape: x.shape.toSpliced(along, 1, ...indices.shape), dtype: x.dtype };
    },
    lower: (graph, [x, indices], { axis }, output) => {
      const along = resolveAxis(axis, x.shape.length);
      const which =
        indices.dtype === "int32"
          ? graph.plain(indices)
          : graph.cast(graph.plain(indices), "int32");
      return graph.tensor(graph.node("Gather", [graph.plain(x), which], { axis: along }), output);
    },
  }),
  defineKernel({
    name: "GatherNd",
    inputs: ["params", "indices"],
    // tfjs-cpu says what is wrong with indices that name no part of the tensor.
    supports: ([params, indices]) =>
      indices.shape.length > 0 &&
      params.shape.length > 0 &&
      indices.shape.at(-1)! <= params.shape.length,
    infer: ([params, indices]) => ({
      shape: [...indices.shape.slice(0, -1), ...params.shape.slice(indices.shape.at(-1))],
      dtype: params.dtype,
    }),
    lower: (graph, [params, indices], _attributes, output) =>
      graph.tensor(graph.node("GatherND", [graph.plain(params), int64(graph, indices)]), output),
  }),
  segmentSum,
  defineKernel<{ shape: number[] }>({
    name: "ScatterNd",
    inputs: ["indices", "updates"],
    // Indices of one dimension are either scalars or a single index: tfjs-cpu knows which.
    supports: ([indices, updates]) => updates.dtype !== "bool" && indices.shape.length > 1,
    limits: "indices of two dimensions or more; no bool",
    infer: ([, updates], { shape }) => ({ shape, dtype: updates.dtype }),
    lower: (graph, [indices, updates], { shape }, output) =>
      graph.tensor(
        scatter(
          graph,
          zeros(graph, shape, updates.dtype),
          int64(graph, indices),
          graph.plain(updates),
          "add",
        ),
        output,
      ),
  }),
  defineKernel({
    name: "TensorScatterUpdate",
    inputs: ["tensor", "indices", "updates"],
    infer: ([tensor]) => tensor,
    lower: (graph, [tensor, indices, updates], _attributes, output) => {
      const operands = [graph.plain(tensor), int64(graph, indices), graph.plain(updates)] as const;
      return graph.tensor(scatter(graph, ...operands, "none"), output);
    },
  }),
];
