import type { ElementType } from "../graph/value.js";
import { defineKernel, type Kernel } from "./kernel.js";

interface OneHotAttributes {
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
  readonly dtype: ElementType;
}

/** [...shape] of indices → [...shape, depth]. */
export const oneHotKernel: Kernel = defineKernel<OneHotAttributes>({
  name: "OneHot",
  inputs: ["indices"],
  infer: ([indices], { depth, dtype }) => ({
    shape: [...indices.shape, depth],
    dtype: dtype ?? "int32",
  }),
  lower: (graph, [indices], { depth, onValue, offValue }, output) => {
    const column = graph.reshape(graph.plain(indices), [...indices.shape, 1]);
    const positions = graph.constant(
      "int32",
      [depth],
      Array.from({ length: depth }, (_, i) => i),
    );
    const given = indices.dtype === "int32" ? column : graph.cast(column, "int32");
    const hot = graph.node("Equal", [given, positions]);
    const [on, off] = [onValue, offValue].map((value) => graph.scalar(value, output.dtype));
    return graph.tensor(graph.where(hot, on, off, output.dtype), output);
  },
});
