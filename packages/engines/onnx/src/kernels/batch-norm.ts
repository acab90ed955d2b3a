import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { float } from "../onnx/attributes.js";
import { alignOperands } from "./broadcast.js";
import { affineInBlocks, liesInBlocks } from "./channel-affine.js";
import { defineKernel, type Kernel } from "./kernel.js";

interface Attributes {
  readonly varianceEpsilon: number;
  /** Put in by a rewriting rule. */
  readonly relu?: boolean;
}

/** (x − mean) / √(variance + ε) · scale + offset, with relu or without. */
export const batchNormKernel: Kernel = defineKernel<Attributes>({
  name: "FusedBatchNorm",
  inputs: ["x", "mean", "variance", "offset", "scale"],
  infer: ([x]) => x,
  lower: (graph, inputs, { varianceEpsilon, relu = false }, output) => {
    const [x, mean, variance, offset, scale] = inputs;
    const rectified = (name: string) => (relu ? graph.node("Relu", [name]) : name);
    const perChannel = [mean, variance, offset, scale].every(
      (parameter: GraphTensor | undefined) => !parameter || parameter.shape.length === 1,
    );
    if (perChannel && x.shape.length === 4) {
      if (liesInBlocks(graph, x)) {
        const line = lineOf(graph, inputs, varianceEpsilon);
        return affineInBlocks(graph, x, { ...line, relu }, output);
      }
      const channels = x.shape[3];
      const constant = (value: number) =>
        graph.constant("float32", [channels], Array(channels).fill(value));
      const normalised = graph.node(
        "BatchNormalization",
        [
          graph.channelsFirst(x),
          scale ? graph.plain(scale) : constant(1),
          offset ? graph.plain(offset) : constant(0),
          graph.plain(mean),
          graph.plain(variance),
        ],
        { epsilon: float(varianceEpsilon) },
      );
      return graph.tensor(rectified(normalised), output, "channels-first");
    }
    const apply = (type: string, a: GraphTensor, b: GraphTensor) => {
      const { names, layout } = alignOperands(graph, [a, b], output.shape);
      return graph.tensor(graph.node(type, [...names]), output, layout);
    };
    const shifted = graph.node("Add", [graph.plain(variance), graph.scalar(varianceEpsilon)]);
    const deviation = graph.tensor(graph.node("Sqrt", [shifted]), variance);
    let result = apply("Div", apply("Sub", x, mean), deviation);
    if (scale) result = apply("Mul", result, scale);
    if (offset) result = apply("Add", result, offset);
    return relu ? apply("Max", result, zero(graph)) : result;
  },
});

const zero = (graph: GraphWriter) => graph.tensor(graph.scalar(0), { shape: [], dtype: "float32" });

/** Scale and offset, `[c]`, of the line that the normalisation is in each channel. */
function lineOf(
  graph: GraphWriter,
  [, mean, variance, offset, scale]: readonly (GraphTensor | undefined)[],
  epsilon: number,
): { readonly scale: string; readonly offset: string } {
  const shifted = graph.node("Add", [graph.plain(variance!), graph.scalar(epsilon)]);
  const inverse = graph.node("Reciprocal", [graph.node("Sqrt", [shifted])]);
  const slope = scale ? graph.node("Mul", [graph.plain(scale), inverse]) : inverse;
  const centre = graph.node("Mul", [graph.plain(mean!), slope]);
  const intercept = offset
    ? graph.node("Sub", [graph.plain(offset), centre])
    : graph.node("Neg", [centre]);
  return { scale: slope, offset: intercept };
}
