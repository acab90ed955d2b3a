import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** `t` where the condition holds, else `e`; a condition [n] chooses whole rows. */
export const selectKernel: Kernel = defineKernel({
  name: "Select",
  inputs: ["condition", "t", "e"],
  infer: ([, t]) => t,
  lower: (graph, [condition, t, e], _attributes, output) => {
    let chosen = condition;
    const rank = t.shape.length;
    if (condition.shape.length === 1 && rank > 1) {
      const shape = [condition.shape[0], ...Array(rank - 1).fill(1)];
      const name = graph.reshape(graph.plain(condition), shape);
      chosen = graph.tensor(name, { shape, dtype: condition.dtype });
    }
    const { names, layout } = alignOperands(graph, [chosen, t, e], output.shape);
    const truth = condition.dtype === "bool" ? names[0] : graph.cast(names[0], "bool");
    return graph.tensor(graph.where(truth, names[1], names[2], t.dtype), output, layout);
  },
});
