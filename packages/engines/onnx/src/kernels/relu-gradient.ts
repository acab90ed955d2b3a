import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";
import { isPositive } from "./masks.js";

/** dy where `reference` (x or relu(x)) is above 0, else 0; put in by a rewriting rule. */
export const reluGradientKernel: Kernel = defineKernel({
  name: "ReluGradient",
  inputs: ["dy", "reference"],
  infer: ([dy]) => dy,
  lower: (graph, [dy, reference], _attributes, output) => {
    const { names, layout } = alignOperands(graph, [dy, reference], output.shape);
    // A product is faster than a choice, for which ONNX Runtime needs three passes.
    const product = graph.node("Mul", [names[0], isPositive(graph, names[1])]);
    return graph.tensor(product, output, layout);
  },
});
