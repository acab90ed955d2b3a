import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** The sum of tensors of one shape, which is how gradients that meet are joined. */
export const sumOfListKernel: Kernel = defineKernel({
  name: "AddN",
  inputs: "list",
  infer: ([first]) => first,
  lower: (graph, inputs, _attributes, output) => {
    const { names, layout } = alignOperands(graph, inputs, output.shape);
    const sum = names.reduce((total, name) => graph.node("Add", [total, name]));
    return graph.tensor(sum, output, layout);
  },
});
