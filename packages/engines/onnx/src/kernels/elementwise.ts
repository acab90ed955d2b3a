import type { GraphWriter } from "../graph/graph-writer.js";
import type { ElementType } from "../graph/value.js";
import { float } from "../onnx/attributes.js";
import { elu } from "./activation.js";
import { alignOperands } from "./broadcast.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** Writes an elementwise function of one tensor and returns the result's name. */
type Elementwise<Attributes> = (
  graph: GraphWriter,
  x: string,
  attributes: Attributes,
  dtype: ElementType,
) => string;

interface UnaryOptions {
  /** Type that it computes in: `same` as its input's, or float32 with the result cast back. */
  readonly computes?: "same" | "float32";
  /** Type of the result where it is not the input's. */
  readonly result?: ElementType;
}

/** A kernel that maps each element of `x` on its own. */
export function unary<Attributes = unknown>(
  name: string,
  write: Elementwise<Attributes>,
  { computes = "float32", result }: UnaryOptions = {},
): Kernel {
  return defineKernel<Attributes>({
    name,
    inputs: ["x"],
    infer: ([x]) => ({ shape: x.shape, dtype: result ?? x.dtype }),
    lower: (graph, [x], attributes, output) => {
      const { names, layout } = alignOperands(graph, [x], x.shape);
      // No operator computes with bool; float32 computes for whole numbers too where it must.
      const inner = computes === "float32" ? "float32" : x.dtype === "bool" ? "int32" : x.dtype;
      const operand = inner === x.dtype ? names[0] : graph.cast(names[0], inner);
      const value = write(graph, operand, attributes, inner);
      const computed = result ?? inner;
      return graph.tensor(
        computed === output.dtype ? value : graph.cast(value, output.dtype),
        output,
        layout,
      );
    },
  });
}

/** A kernel that is one ONNX operator. */
const direct = (name: string, type = name, options?: UnaryOptions): Kernel =>
  unary(name, (graph, x) => graph.node(type, [x]), options);

const isNotFinite = (graph: GraphWriter, x: string) =>
  graph.node("Or", [graph.node("IsNaN", [x]), graph.node("IsInf", [x])]);

/** x where |x| is small enough for the other formula to lose digits. */
const near = (graph: GraphWriter, x: string) =>
  graph.node("Less", [graph.node("Abs", [x]), graph.scalar(0.5)]);

/** eˣ − 1 with all digits near 0 (Kahan): (u − 1)·x / ln u with u = eˣ. */
const expm1: Elementwise<unknown> = (graph, x) => {
  const u = graph.node("Exp", [x]);
  const difference = graph.node("Sub", [u, graph.scalar(1)]);
  const exact = graph.node("Div", [graph.node("Mul", [difference, x]), graph.node("Log", [u])]);
  const isOne = graph.node("Equal", [difference, graph.scalar(0)]);
  return graph.where(near(graph, x), graph.where(isOne, x, exact), difference);
};

/** ln(1 + x) with all digits near 0 (Kahan): x·ln u / (u − 1) with u = 1 + x. */
const log1p: Elementwise<unknown> = (graph, x) => {
  const u = graph.node("Add", [x, graph.scalar(1)]);
  const logarithm = graph.node("Log", [u]);
  const difference = graph.node("Sub", [u, graph.scalar(1)]);
  const exact = graph.node("Div", [graph.node("Mul", [x, logarithm]), difference]);
  const isOne = graph.node("Equal", [difference, graph.scalar(0)]);
  return graph.where(near(graph, x), graph.where(isOne, x, exact), logarithm);
};

/** 1 above 0, `alpha` below, NaN where x is. */
const step: Elementwise<{ alpha?: number }> = (graph, x, { alpha = 0 }) => {
  const positive = graph.node("Greater", [x, graph.scalar(0)]);
  const value = graph.where(positive, graph.scalar(1), graph.scalar(alpha));
  return graph.where(graph.node("IsNaN", [x]), x, value);
};

/** 1, 0 or −1; 0 for NaN. Two comparisons are faster than ONNX's own operator. */
const sign: Elementwise<unknown> = (graph, x, _attributes, dtype) => {
  const zero = graph.scalar(0, dtype);
  const is = (comparison: string) => graph.cast(graph.node(comparison, [x, zero]), dtype);
  return graph.node("Sub", [is("Greater"), is("Less")]);
};

const clip: Elementwise<{ clipValueMin: number; clipValueMax: number }> = (
  graph,
  x,
  { clipValueMin, clipValueMax },
) => graph.node("Clip", [x, graph.scalar(clipValueMin), graph.scalar(clipValueMax)]);

const same = { computes: "same" } as const;
const test = { result: "bool" } as const;

/** Kernels of one tensor, element by element. */
export const elementwiseKernels: readonly Kernel[] = [
  ...["Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Cos", "Cosh"].map((name) =>
    direct(name),
  ),
  ...["Erf", "Floor", "Log", "Reciprocal", "Round", "Sigmoid", "Sin", "Sinh", "Softplus"].map(
    (name) => direct(name),
  ),
  ...["Sqrt", "Tan", "Tanh", "Selu"].map((name) => direct(name)),
  unary("Elu", elu),
  direct("Exp", "Exp", { result: "float32" }),
  ...["Abs", "Neg"].map((name) => direct(name, name, same)),
  unary("Sign", sign, same),
  direct("Relu"),
  unary("Relu6", (graph, x) => graph.node("Clip", [x, graph.scalar(0), graph.scalar(6)])),
  unary<{ alpha: number }>(
    "LeakyRelu",
    (graph, x, { alpha }) => graph.node("LeakyRelu", [x], { alpha: float(alpha) }),
    { result: "float32" },
  ),
  unary("Square", (graph, x) => graph.node("Mul", [x, x]), same),
  unary("Rsqrt", (graph, x) => graph.node("Reciprocal", [graph.node("Sqrt", [x])])),
  unary("Expm1", expm1),
  unary("Log1p", log1p),
  unary("Step", step),
  unary("ClipByValue", clip),
  unary("IsNan", (graph, x) => graph.node("IsNaN", [x]), test),
  unary("IsInf", (graph, x) => graph.node("IsInf", [x]), test),
  unary("IsFinite", (graph, x) => graph.node("Not", [isNotFinite(graph, x)]), test),
  defineKernel({
    name: "LogicalNot",
    inputs: ["x"],
    infer: ([x]) => ({ shape: x.shape, dtype: "bool" }),
    lower: (graph, [x], _attributes, output) => {
      const { names, layout } = alignOperands(graph, [x], x.shape);
      const truth = x.dtype === "bool" ? names[0] : graph.cast(names[0], "bool");
      return graph.tensor(graph.node("Not", [truth]), output, layout);
    },
  }),
];
