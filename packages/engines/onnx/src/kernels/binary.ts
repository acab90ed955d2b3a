import type { GraphWriter } from "../graph/graph-writer.js";
import type { ElementType } from "../graph/value.js";
import { alignOperands, broadcastShape } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

type Write = (graph: GraphWriter, a: string, b: string, dtype: ElementType) => string;

interface BinaryOptions {
  /** Type that both operands are brought to; by default that of the first. */
  readonly computes?: ElementType;
  /** Type of the result where it is not that of the first operand. */
  readonly result?: ElementType;
  /** Names of the operands in tfjs. */
  readonly inputs?: readonly [string, string];
}

/** A kernel of two tensors that broadcast. */
function binary(name: string, write: Write, options: BinaryOptions = {}): Kernel {
  return defineKernel({
    name,
    inputs: options.inputs ?? ["a", "b"],
    infer: ([a, b]) => ({
      shape: broadcastShape(a.shape, b.shape),
      dtype: options.result ?? a.dtype,
    }),
    lower: (graph, [a, b], _attributes, output) => {
      const { names, layout } = alignOperands(graph, [a, b], output.shape);
      const inner = options.computes ?? (a.dtype === "bool" ? "int32" : a.dtype);
      const [left, right] = [a, b].map((operand, i) =>
        operand.dtype === inner ? names[i] : graph.cast(names[i], inner),
      );
      const value = write(graph, left, right, inner);
      const computed = options.result ?? inner;
      return graph.tensor(
        computed === output.dtype ? value : graph.cast(value, output.dtype),
        output,
        layout,
      );
    },
  });
}

const operator =
  (type: string): Write =>
  (graph, a, b) =>
    graph.node(type, [a, b]);

const arithmetic = (name: string, type: string) => binary(name, operator(type));
const comparison = (name: string, type: string) => binary(name, operator(type), { result: "bool" });
const logical = (name: string, type: string) =>
  binary(name, operator(type), { computes: "bool", result: "bool" });

/** The remainder with the sign of the divisor, as tfjs and Python have it. */
const modulo: Write = (graph, a, b, dtype) => {
  if (dtype === "int32") return graph.node("Mod", [a, b]);
  const remainder = (x: string) => graph.node("Mod", [x, b], { fmod: 1 });
  return remainder(graph.node("Add", [remainder(a), b]));
};

/** ⌊a / b⌋ in double precision, which holds every int32. */
const floorDivide: Write = (graph, a, b) => {
  const [left, right] = [a, b].map((name) => graph.cast(name, "float64"));
  return graph.cast(graph.node("Floor", [graph.node("Div", [left, right])]), "int32");
};

/** Derivative of elu from its result y: dy where y ≥ 0, else dy·(y + 1). */
const eluGradient: Write = (graph, dy, y) => {
  const negative = graph.node("Clip", [y, undefined, graph.scalar(0)]);
  return graph.node("Mul", [dy, graph.node("Add", [negative, graph.scalar(1)])]);
};

/** Kernels of two tensors, element by element. */
export const binaryKernels: readonly Kernel[] = [
  arithmetic("Add", "Add"),
  arithmetic("Sub", "Sub"),
  arithmetic("Multiply", "Mul"),
  arithmetic("RealDiv", "Div"),
  arithmetic("Maximum", "Max"),
  arithmetic("Minimum", "Min"),
  arithmetic("Pow", "Pow"),
  binary("Mod", modulo),
  binary("FloorDiv", floorDivide, { result: "int32" }),
  binary("SquaredDifference", (graph, a, b) => {
    const difference = graph.node("Sub", [a, b]);
    return graph.node("Mul", [difference, difference]);
  }),
  comparison("Equal", "Equal"),
  binary("NotEqual", (graph, a, b) => graph.node("Not", [graph.node("Equal", [a, b])]), {
    result: "bool",
  }),
  comparison("Greater", "Greater"),
  comparison("GreaterEqual", "GreaterOrEqual"),
  comparison("Less", "Less"),
  comparison("LessEqual", "LessOrEqual"),
  logical("LogicalAnd", "And"),
  logical("LogicalOr", "Or"),
  logical("LogicalXor", "Xor"),
  binary("Prelu", operator("PRelu"), {
    computes: "float32",
    result: "float32",
    inputs: ["x", "alpha"],
  }),
  binary("EluGrad", eluGradient, { inputs: ["dy", "y"] }),
];
