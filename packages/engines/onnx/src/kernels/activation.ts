import { EngineError } from "@multibatch/core";
import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { float } from "../onnx/attributes.js";
import { alignOperands } from "./broadcast.js";

/** What tfjs's fused kernels apply after the sum with the bias. */
export interface FusedActivation {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

/**
 * x above 0, eˣ − 1 below. For the engine itself in pieces, whose exponential is computed on whole
 * vectors: that of the operator `Elu` takes three times as long. Files keep the operator.
 */
export function elu(graph: GraphWriter, x: string): string {
  if (graph.blockSize === undefined) return graph.node("Elu", [x]);
  const power = graph.node("Exp", [graph.node("Clip", [x, undefined, graph.scalar(0)])]);
  return graph.node("Max", [x, graph.node("Sub", [power, graph.scalar(1)])]);
}

/** Applies a fused activation. @throws EngineError for a name that tfjs does not know either */
export function activate(
  graph: GraphWriter,
  x: GraphTensor,
  { activation = "linear", leakyreluAlpha }: FusedActivation,
  preluWeights?: GraphTensor,
): GraphTensor {
  if (activation === "linear") return x;
  const operands = preluWeights ? [x, preluWeights] : [x];
  const { names, layout } = alignOperands(graph, operands, x.shape);
  const write = (type: string, attributes = {}) =>
    graph.tensor(graph.node(type, [...names], attributes), x, layout);
  switch (activation) {
    case "relu":
      return write("Relu");
    case "relu6": {
      const clipped = graph.node("Clip", [names[0], graph.scalar(0), graph.scalar(6)]);
      return graph.tensor(clipped, x, layout);
    }
    case "elu":
      return graph.tensor(elu(graph, names[0]), x, layout);
    case "sigmoid":
      return write("Sigmoid");
    case "prelu":
      return write("PRelu");
    case "leakyrelu":
      return write("LeakyRelu", { alpha: float(leakyreluAlpha ?? 0.2) });
    default:
      throw new EngineError(`Unknown fused activation "${activation}".`);
  }
}
