import { resolveAxis } from "./axes.js";
import { defineKernel, type Kernel } from "./kernel.js";

const normalised = (name: string): Kernel =>
  defineKernel<{ dim?: number; axis?: number }>({
    name,
    inputs: ["logits"],
    infer: ([logits]) => ({ shape: logits.shape, dtype: "float32" }),
    lower: (graph, [logits], { dim, axis }, output) => {
      const along = resolveAxis(dim ?? axis ?? -1, logits.shape.length);
      return graph.tensor(graph.node(name, [graph.plain(logits)], { axis: along }), output);
    },
  });

export const softmaxKernels: readonly Kernel[] = [normalised("Softmax"), normalised("LogSoftmax")];
