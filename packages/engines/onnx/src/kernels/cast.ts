import type { ElementType } from "../graph/value.js";
import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** Conversion between float32, int32 (towards zero) and bool (whether it is not 0). */
export const castKernel: Kernel = defineKernel<{ dtype: ElementType }>({
  name: "Cast",
  inputs: ["x"],
  supports: (_inputs, { dtype }) => ["float32", "int32", "bool"].includes(dtype),
  limits: "between float32, int32 and bool",
  isIdentity: ([x], { dtype }) => x.dtype === dtype,
  infer: ([x], { dtype }) => ({ shape: x.shape, dtype }),
  lower: (graph, [x], { dtype }, output) => {
    const { names, layout } = alignOperands(graph, [x], x.shape);
    return graph.tensor(graph.cast(names[0], dtype), output, layout);
  },
});
