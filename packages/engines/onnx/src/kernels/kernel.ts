import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";

/**
 * A tfjs kernel that the engine records. When it is called, only the shapes of its results are
 * worked out; when a graph that contains it is compiled, it lowers itself to ONNX operators.
 */
export interface Kernel {
  /** Name in tfjs. */
  readonly name: string;
  /** Names of the inputs in order (an optional one may be absent), or `list` for an array. */
  readonly inputs: readonly string[] | "list";
  /** Whether the engine has its own code for these operands; otherwise tfjs-cpu computes. */
  supports(inputs: readonly TensorMeta[], attributes: unknown): boolean;
  /** Says in words what it does not support. */
  readonly limits?: string;
  /** Whether the result is the first input itself, which is then shared instead of recorded. */
  isIdentity(inputs: readonly TensorMeta[], attributes: unknown): boolean;
  /** Shapes and types of the results. */
  infer(inputs: readonly TensorMeta[], attributes: unknown): readonly TensorMeta[];
  /** Whether the result is all zeros where an input has no elements, as for sums. */
  readonly zeroWhenEmpty: boolean;
  /** Writes the operators and returns the results. */
  lower(
    graph: GraphWriter,
    inputs: readonly GraphTensor[],
    attributes: unknown,
    outputs: readonly TensorMeta[],
  ): readonly GraphTensor[];
}

/** A kernel as its file writes it: with typed attributes and, in most cases, a single result. */
export interface KernelDefinition<Attributes> {
  readonly name: string;
  readonly inputs: readonly string[] | "list";
  supports?(inputs: readonly TensorMeta[], attributes: Attributes): boolean;
  limits?: string;
  isIdentity?(inputs: readonly TensorMeta[], attributes: Attributes): boolean;
  infer(inputs: readonly TensorMeta[], attributes: Attributes): TensorMeta | readonly TensorMeta[];
  zeroWhenEmpty?: boolean;
  lower(
    graph: GraphWriter,
    inputs: readonly GraphTensor[],
    attributes: Attributes,
    output: TensorMeta,
    outputs: readonly TensorMeta[],
  ): GraphTensor | readonly GraphTensor[];
}

/** Makes a kernel of its definition. */
export function defineKernel<Attributes = unknown>(
  definition: KernelDefinition<Attributes>,
): Kernel {
  const list = <T>(results: T | readonly T[]): readonly T[] =>
    Array.isArray(results) ? (results as readonly T[]) : [results as T];
  return {
    name: definition.name,
    inputs: definition.inputs,
    limits: definition.limits,
    zeroWhenEmpty: definition.zeroWhenEmpty ?? false,
    supports: (inputs, attributes) =>
      definition.supports?.(inputs, attributes as Attributes) ?? true,
    isIdentity: (inputs, attributes) =>
      definition.isIdentity?.(inputs, attributes as Attributes) ?? false,
    infer: (inputs, attributes) => list(definition.infer(inputs, attributes as Attributes)),
    lower: (graph, inputs, attributes, outputs) =>
      list(definition.lower(graph, inputs, attributes as Attributes, outputs[0], outputs)),
  };
}
