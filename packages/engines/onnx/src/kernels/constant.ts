import type { ElementType } from "../graph/value.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** A tensor of one value; the backend records it for large tensors of a value that stays. */
export const constantKernel: Kernel = defineKernel<{
  shape: readonly number[];
  value: number;
  dtype: ElementType;
}>({
  name: "Constant",
  inputs: [],
  infer: (_inputs, { shape, dtype }) => ({ shape, dtype }),
  lower: (graph, _inputs, { value, dtype }, output) =>
    graph.tensor(graph.expand(graph.scalar(value, dtype), output.shape), output),
});
