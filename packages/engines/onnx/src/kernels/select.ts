import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** `t` where the condition holds, else `e`; tfjs brings all three to one shape before. */
export const selectKernel: Kernel = defineKernel({
  name: "Select",
  inputs: ["condition", "t", "e"],
  infer: ([, t]) => t,
  lower: (graph, [condition, t, e], _attributes, output) => {
    const { names, layout } = alignOperands(graph, [condition, t, e], output.shape);
    const truth = condition.dtype === "bool" ? names[0] : graph.cast(names[0], "bool");
    return graph.tensor(graph.where(truth, names[1], names[2], t.dtype), output, layout);
  },
});
