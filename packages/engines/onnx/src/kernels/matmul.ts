import { EngineError } from "@multibatch/core";
import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";
import { activate, type FusedActivation } from "./activation.js";
import { alignOperands, broadcastShape } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * [..., m, k] × [..., k, n] → [..., m, n], each operand possibly transposed.
 *
 * @throws EngineError where the two disagree about k
 */
function productShape(
  [a, b]: readonly TensorMeta[],
  { transposeA, transposeB }: MatMulAttributes,
): number[] {
  if (a.shape.at(transposeA ? -2 : -1) !== b.shape.at(transposeB ? -1 : -2)) {
    const text = (shape: readonly number[], transposed: boolean) =>
      `[${shape}]${transposed ? " transposed" : ""}`;
    throw new EngineError(
      `Matrices ${text(a.shape, transposeA)} and ${text(b.shape, transposeB)} cannot be multiplied: the inner dimensions differ.`,
    );
  }
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [...batch, a.shape.at(transposeA ? -1 : -2)!, b.shape.at(transposeB ? -2 : -1)!];
}

/** The product of float32 matrices; ONNX Runtime folds the transpositions into it. */
function product(
  graph: GraphWriter,
  a: GraphTensor,
  b: GraphTensor,
  { transposeA, transposeB }: MatMulAttributes,
  bias?: string,
): string {
  const [left, right] = [a, b].map((operand) =>
    operand.dtype === "float32"
      ? graph.plain(operand)
      : graph.cast(graph.plain(operand), "float32"),
  );
  if (a.shape.length === 2 && b.shape.length === 2) {
    return graph.node("Gemm", bias ? [left, right, bias] : [left, right], {
      transA: transposeA ? 1 : 0,
      transB: transposeB ? 1 : 0,
    });
  }
  const swapped = (name: string, rank: number) =>
    graph.transpose(name, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
  return graph.node("MatMul", [
    transposeA ? swapped(left, a.shape.length) : left,
    transposeB ? swapped(right, b.shape.length) : right,
  ]);
}

export const matMulKernels: readonly Kernel[] = [
  defineKernel<MatMulAttributes>({
    name: "BatchMatMul",
    inputs: ["a", "b"],
    zeroWhenEmpty: true,
    infer: (inputs, attributes) => ({
      shape: productShape(inputs, attributes),
      dtype: inputs[0].dtype,
    }),
    lower: (graph, [a, b], attributes, output) => {
      const name = product(graph, a, b, attributes);
      return graph.tensor(
        output.dtype === "float32" ? name : graph.cast(name, output.dtype),
        output,
      );
    },
  }),
  defineKernel<MatMulAttributes & FusedActivation>({
    name: "_FusedMatMul",
    inputs: ["a", "b", "bias", "preluActivationWeights"],
    infer: (inputs, attributes) => ({ shape: productShape(inputs, attributes), dtype: "float32" }),
    lower: (graph, [a, b, bias, preluWeights], attributes, output) => {
      const folded = bias !== undefined && output.shape.length === 2 && bias.shape.length <= 2;
      const name = product(graph, a, b, attributes, folded ? graph.plain(bias) : undefined);
      let sum = graph.tensor(name, output);
      if (bias && !folded) {
        const { names } = alignOperands(graph, [sum, bias], output.shape);
        sum = graph.tensor(graph.node("Add", [...names]), output);
      }
      return activate(graph, sum, attributes, preluWeights);
    },
  }),
];
