import type { GraphTensor } from "../graph/graph-tensor.js";
import { float } from "../onnx/attributes.js";
import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** (x − mean) / √(variance + ε) · scale + offset. */
export const batchNormKernel: Kernel = defineKernel<{ varianceEpsilon: number }>({
  name: "FusedBatchNorm",
  inputs: ["x", "mean", "variance", "offset", "scale"],
  infer: ([x]) => x,
  lower: (graph, inputs, { varianceEpsilon }, output) => {
    const [x, mean, variance, offset, scale] = inputs;
    const perChannel = [mean, variance, offset, scale].every(
      (parameter: GraphTensor | undefined) => !parameter || parameter.shape.length === 1,
    );
    if (perChannel && x.shape.length === 4) {
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
      return graph.tensor(normalised, output, "channels-first");
    }
    const apply = (type: string, a: GraphTensor, b: GraphTensor) => {
      const { names, layout } = alignOperands(graph, [a, b], output.shape);
      return graph.tensor(graph.node(type, [...names]), output, layout);
    };
    const shifted = graph.node("Add", [graph.plain(variance), graph.scalar(varianceEpsilon)]);
    const deviation = graph.tensor(graph.node("Sqrt", [shifted]), variance);
    let result = apply("Div", apply("Sub", x, mean), deviation);
    if (scale) result = apply("Mul", result, scale);
    return offset ? apply("Add", result, offset) : result;
  },
});
