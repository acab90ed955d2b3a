import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { ElementType, TensorMeta } from "../graph/value.js";
import { reducedShape, resolveAxes, resolveAxis } from "./axes.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** tfjs names the axes in three ways. */
interface ReduceAttributes {
  readonly axis?: number | readonly number[];
  readonly reductionIndices?: number | readonly number[];
  readonly keepDims?: boolean;
}

interface ReduceOptions {
  /** Type that the kernel computes in, by the type of its input. */
  readonly computes?: (dtype: ElementType) => ElementType;
  readonly result?: ElementType;
  readonly zeroWhenEmpty?: boolean;
  /** Whether one NaN makes the result NaN, which the operator itself does not promise. */
  readonly spreadsNaN?: boolean;
}

const wholeNumbersForBool = (dtype: ElementType) => (dtype === "bool" ? "int32" : dtype);

function reduction(name: string, type: string, options: ReduceOptions = {}): Kernel {
  const computes = options.computes ?? wholeNumbersForBool;
  const axesOf = (x: TensorMeta, attributes: ReduceAttributes) =>
    resolveAxes(attributes.reductionIndices ?? attributes.axis, x.shape.length);
  return defineKernel<ReduceAttributes>({
    name,
    inputs: ["x"],
    zeroWhenEmpty: options.zeroWhenEmpty,
    infer: ([x], attributes) => ({
      shape: reducedShape(x.shape, axesOf(x, attributes), attributes.keepDims ?? false),
      dtype: options.result ?? computes(x.dtype),
    }),
    lower: (graph, [x], attributes, output) => {
      const axes = axesOf(x, attributes);
      const inner = computes(x.dtype);
      const cast = (value: string) => (x.dtype === inner ? value : graph.cast(value, inner));
      const finish = (value: string, layout?: "channels-first") =>
        graph.tensor(
          output.dtype === inner ? value : graph.cast(value, output.dtype),
          output,
          layout,
        );
      if (axes.length === 0) return finish(cast(graph.plain(x)));
      const keepdims = attributes.keepDims ? 1 : 0;
      const reduce = (value: string, along: readonly number[]) => {
        const write = (operator: string, operand: string) =>
          graph.node(operator, [operand, graph.int64(along)], { keepdims });
        const reduced = write(type, value);
        if (!options.spreadsNaN || inner !== "float32") return reduced;
        const missing = graph.cast(graph.node("IsNaN", [value]), "uint8");
        const any = graph.cast(write("ReduceMax", missing), "bool");
        return graph.where(any, graph.scalar(Number.NaN), reduced);
      };
      const image = imageAxes(x, axes, keepdims === 1);
      if (!image) {
        const value = cast(graph.plain(x));
        return finish(reduce(value, axes));
      }
      const overPixels = image.join() === "0,2,3" && inner === x.dtype;
      if (overPixels && (type === "ReduceSum" || type === "ReduceMean")) {
        const sum = graph.reshape(sumOfPixels(graph, x), output.shape);
        if (type === "ReduceSum") return finish(sum);
        const [n, h, w] = x.shape;
        if (!graph.dependsOnBatch(n)) {
          return finish(graph.node("Mul", [sum, graph.scalar(1 / (n * h * w))]));
        }
      }
      const value = cast(graph.channelsFirst(x));
      return finish(reduce(value, image), keepdims ? "channels-first" : undefined);
    },
  });
}

/**
 * The axes as those of [n, c, h, w], where the tensor lies that way and the result of the
 * reduction has the same order either way.
 */
function imageAxes(
  x: GraphTensor,
  axes: readonly number[],
  keep: boolean,
): readonly number[] | undefined {
  if (x.layout === "plain") return undefined;
  const has = (axis: number) => axes.includes(axis);
  const sameOrder = keep || has(3) || (has(1) && has(2));
  return sameOrder ? axes.map((axis) => [0, 2, 3, 1][axis]).sort((a, b) => a - b) : undefined;
}

/** [n, h, w, c] → [c], as for the gradient of a bias: first over the pixels, which lie together. */
function sumOfPixels(graph: GraphWriter, x: GraphTensor): string {
  const [n, h, w, c] = x.shape;
  const sum = (name: string, axis: number) =>
    graph.node("ReduceSum", [name, graph.int64([axis])], { keepdims: 0 });
  if (x.layout !== "blocked") {
    // Over the last axis, which ONNX Runtime is ten times as fast at.
    const planes = graph.reshape(graph.channelsFirst(x), [n * c, h * w]);
    return sum(graph.reshape(sum(planes, 1), [n, c]), 0);
  }
  const block = graph.blockSize!;
  return sum(sum(graph.reshape(graph.blocked(x), [n, c / block, h * w, block]), 2), 0);
}

/** Where the largest or smallest element lies; NaN is passed over, as tfjs does. */
function position(name: string): Kernel {
  const last = name === "ArgMax" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return defineKernel<{ axis?: number }>({
    name,
    inputs: ["x"],
    infer: ([x], { axis = 0 }) => ({
      shape: reducedShape(x.shape, [resolveAxis(axis, x.shape.length)], false),
      dtype: "int32",
    }),
    lower: (graph, [x], { axis = 0 }, output) => {
      const given = x.dtype === "bool" ? graph.cast(graph.plain(x), "int32") : graph.plain(x);
      const value =
        x.dtype === "float32"
          ? graph.where(graph.node("IsNaN", [given]), graph.scalar(last), given)
          : given;
      const found = graph.node(name, [value], {
        axis: resolveAxis(axis, x.shape.length),
        keepdims: 0,
      });
      return graph.tensor(graph.cast(found, "int32"), output);
    },
  });
}

const int32 = (): ElementType => "int32";
const float32 = (): ElementType => "float32";

export const reduceKernels: readonly Kernel[] = [
  reduction("Sum", "ReduceSum", { zeroWhenEmpty: true }),
  reduction("Mean", "ReduceMean", { computes: float32 }),
  reduction("Prod", "ReduceProd"),
  reduction("Max", "ReduceMax", { spreadsNaN: true }),
  reduction("Min", "ReduceMin", { spreadsNaN: true }),
  reduction("All", "ReduceMin", { computes: int32, result: "bool" }),
  reduction("Any", "ReduceMax", { computes: int32, result: "bool" }),
  position("ArgMax"),
  position("ArgMin"),
  defineKernel<{ axis: number; exclusive: boolean; reverse: boolean }>({
    name: "Cumsum",
    inputs: ["x"],
    infer: ([x]) => ({ shape: x.shape, dtype: wholeNumbersForBool(x.dtype) }),
    lower: (graph, [x], { axis, exclusive, reverse }, output) => {
      const value = x.dtype === "bool" ? graph.cast(graph.plain(x), "int32") : graph.plain(x);
      const direction = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
      const along = graph.scalar(resolveAxis(axis, x.shape.length), "int64");
      return graph.tensor(graph.node("CumSum", [value, along], direction), output);
    },
  }),
];
