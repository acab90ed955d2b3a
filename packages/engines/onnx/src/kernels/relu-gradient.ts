import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** dy where `reference` (x or relu(x)) is above 0, else 0; put in by a rewriting rule. */
export const reluGradientKernel: Kernel = defineKernel({
  name: "ReluGradient",
  inputs: ["dy", "reference"],
  infer: ([dy]) => dy,
  lower: (graph, [dy, reference], _attributes, output) => {
    const { names, layout } = alignOperands(graph, [dy, reference], output.shape);
    const positive = graph.node("Greater", [names[1], graph.scalar(0)]);
    return graph.tensor(graph.where(positive, names[0], graph.scalar(0)), output, layout);
  },
});
