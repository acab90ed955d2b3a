import { EngineError } from "@multibatch/core";
import { backend_util, slice_util } from "@tensorflow/tfjs-core";
import type { GraphWriter } from "../graph/graph-writer.js";
import { sameShape, sizeOf, type TensorMeta } from "../graph/value.js";
import { resolveAxes, resolveAxis, withDimension } from "./axes.js";
import { defineKernel, type Kernel } from "./kernel.js";
import { stridedSliceKernel } from "./strided-slice.js";

/** A shape in which one dimension may be −1, resolved for a number of elements. */
export function resolveShape(shape: readonly number[], size: number): number[] {
  const known = shape.reduce((product, d) => (d < 0 ? product : product * d), 1);
  return shape.map((dimension) => (dimension < 0 ? size / known : dimension));
}

/** A kernel that gives the same elements another shape. */
function reshape<Attributes>(
  name: string,
  input: string,
  shapeOf: (x: TensorMeta, attributes: Attributes) => number[],
): Kernel {
  return defineKernel<Attributes>({
    name,
    inputs: [input],
    isIdentity: ([x], attributes) => sameShape(x.shape, shapeOf(x, attributes)),
    infer: ([x], attributes) => ({ shape: shapeOf(x, attributes), dtype: x.dtype }),
    lower: (graph, [x], _attributes, output) =>
      graph.tensor(graph.reshape(graph.plain(x), output.shape), output),
  });
}

const allAxes = (shape: readonly number[]) => shape.map((_, axis) => axis);

/** Part of a tensor along one axis. */
function range(
  graph: GraphWriter,
  name: string,
  shape: readonly number[],
  axis: number,
  start: number,
  end: number,
): string {
  return graph.slice(name, shape, [start], [end], [axis]);
}

/** Sizes along the axis that SplitV cuts. @throws Error where they do not add up to the dimension */
const splitSizes = (x: TensorMeta, { numOrSizeSplits, axis }: SplitAttributes) =>
  backend_util.prepareSplitSize(
    { shape: [...x.shape] } as never,
    numOrSizeSplits as number | number[],
    axis,
  );

type SplitAttributes = { numOrSizeSplits: number | readonly number[]; axis: number };
type SliceAttributes = { begin: number | number[]; size: number | number[] };

/** Begin and size of a slice with a number for each axis. @throws Error where it leaves the tensor */
function sliceBounds(x: TensorMeta, { begin, size }: SliceAttributes): number[][] {
  const tensor = { shape: [...x.shape], rank: x.shape.length } as never;
  const [begins, sizes] = slice_util.parseSliceParams(tensor, begin, size);
  slice_util.assertParamsValid(tensor, begins, sizes);
  return [begins, sizes];
}

/** @throws Error where the inputs differ in another dimension than the axis */
function concatenatedShape(inputs: readonly TensorMeta[], axis: number): number[] {
  const shapes = inputs.map(({ shape }) => [...shape]);
  backend_util.assertParamsConsistent(shapes, axis);
  return backend_util.computeOutShape(shapes, axis);
}

/** @throws EngineError where tensors that are to be stacked differ in shape or type */
function demandAlike(inputs: readonly TensorMeta[]): void {
  const [{ shape, dtype }] = inputs;
  for (const other of inputs) {
    if (other.dtype === dtype && sameShape(other.shape, shape)) continue;
    throw new EngineError(
      `Tensors that are stacked must be alike: ${dtype} [${shape}] and ${other.dtype} [${other.shape}] are not.`,
    );
  }
}

export const shapeKernels: readonly Kernel[] = [
  reshape("Reshape", "x", (x, { shape }: { shape: number[] }) =>
    resolveShape(shape, sizeOf(x.shape)),
  ),
  reshape("ExpandDims", "input", (x, { dim }: { dim: number }) =>
    x.shape.toSpliced(resolveAxis(dim, x.shape.length + 1), 0, 1),
  ),
  defineKernel<{ perm: number[] }>({
    name: "Transpose",
    inputs: ["x"],
    infer: ([x], { perm }) => ({ shape: perm.map((axis) => x.shape[axis]), dtype: x.dtype }),
    lower: (graph, [x], { perm }, output) =>
      graph.tensor(
        perm.length < 2 ? graph.plain(x) : graph.transpose(graph.plain(x), perm),
        output,
      ),
  }),
  defineKernel<SliceAttributes>({
    name: "Slice",
    inputs: ["x"],
    infer: ([x], attributes) => ({ shape: sliceBounds(x, attributes)[1], dtype: x.dtype }),
    lower: (graph, [x], attributes, output) => {
      if (x.shape.length === 0) return graph.tensor(graph.plain(x), output);
      const [begin, size] = sliceBounds(x, attributes);
      const end = begin.map((start, axis) => start + size[axis]);
      const name = graph.slice(graph.plain(x), x.shape, begin, end, allAxes(x.shape));
      return graph.tensor(name, output);
    },
  }),
  stridedSliceKernel,
  defineKernel<{ axis: number }>({
    name: "Concat",
    inputs: "list",
    infer: (inputs, { axis }) => ({
      shape: concatenatedShape(inputs, resolveAxis(axis, inputs[0].shape.length)),
      dtype: inputs[0].dtype,
    }),
    lower: (graph, inputs, { axis }, output) =>
      graph.tensor(
        graph.node(
          "Concat",
          inputs.map((input) => graph.plain(input)),
          { axis: resolveAxis(axis, output.shape.length) },
        ),
        output,
      ),
  }),
  defineKernel<{ axis: number }>({
    name: "Pack",
    inputs: "list",
    infer: (inputs, { axis }) => {
      demandAlike(inputs);
      const [{ shape, dtype }] = inputs;
      const along = resolveAxis(axis, shape.length + 1);
      return { shape: shape.toSpliced(along, 0, inputs.length), dtype };
    },
    lower: (graph, inputs, { axis }, output) => {
      const along = resolveAxis(axis, output.shape.length);
      const slab = withDimension(output.shape, along, 1);
      const parts = inputs.map((input) => graph.reshape(graph.plain(input), slab));
      return graph.tensor(graph.node("Concat", parts, { axis: along }), output);
    },
  }),
  defineKernel<{ axis: number }>({
    name: "Unpack",
    inputs: ["value"],
    infer: ([value], { axis }) => {
      const along = resolveAxis(axis, value.shape.length);
      const shape = value.shape.toSpliced(along, 1);
      return Array.from({ length: value.shape[along] }, () => ({ shape, dtype: value.dtype }));
    },
    lower: (graph, [value], { axis }, _output, outputs) => {
      const along = resolveAxis(axis, value.shape.length);
      return outputs.map((output, i) => {
        const slab = range(graph, graph.plain(value), value.shape, along, i, i + 1);
        return graph.tensor(graph.reshape(slab, output.shape), output);
      });
    },
  }),
  defineKernel<SplitAttributes>({
    name: "SplitV",
    inputs: ["x"],
    infer: ([x], { numOrSizeSplits, axis }) => {
      const along = resolveAxis(axis, x.shape.length);
      return splitSizes(x, { numOrSizeSplits, axis: along }).map((size) => ({
        shape: withDimension(x.shape, along, size),
        dtype: x.dtype,
      }));
    },
    lower: (graph, [x], { axis }, _output, outputs) => {
      const along = resolveAxis(axis, x.shape.length);
      let start = 0;
      return outputs.map((output) => {
        const end = start + output.shape[along];
        const name = range(graph, graph.plain(x), x.shape, along, start, end);
        start = end;
        return graph.tensor(name, output);
      });
    },
  }),
  defineKernel<{ reps: number[] }>({
    name: "Tile",
    inputs: ["x"],
    infer: ([x], { reps }) => ({ shape: x.shape.map((d, i) => d * reps[i]), dtype: x.dtype }),
    lower: (graph, [x], { reps }, output) => {
      const onlyOnes = x.shape.every((dimension, axis) => dimension === 1 || reps[axis] === 1);
      const name = onlyOnes
        ? graph.expand(graph.plain(x), output.shape)
        : graph.node("Tile", [graph.plain(x), graph.shapeTensor(reps)]);
      return graph.tensor(name, output);
    },
  }),
  defineKernel<{ paddings: readonly (readonly [number, number])[]; constantValue: number }>({
    name: "PadV2",
    inputs: ["x"],
    infer: ([x], { paddings }) => ({
      shape: x.shape.map((d, i) => d + paddings[i][0] + paddings[i][1]),
      dtype: x.dtype,
    }),
    lower: (graph, [x], { paddings, constantValue }, output) => {
      const before = paddings.map(([size]) => size);
      const after = paddings.map(([, size]) => size);
      const pads = graph.int64([...before, ...after]);
      const value = graph.scalar(constantValue, x.dtype);
      return graph.tensor(graph.node("Pad", [graph.plain(x), pads, value]), output);
    },
  }),
  defineKernel<{ dims: number | number[] }>({
    name: "Reverse",
    inputs: ["x"],
    infer: ([x], { dims }) => {
      resolveAxes(dims, x.shape.length);
      return x;
    },
    lower: (graph, [x], { dims }, output) => {
      const axes = resolveAxes(dims, x.shape.length);
      if (axes.length === 0) return graph.tensor(graph.plain(x), output);
      const backwards = axes.map(() => -1);
      const start = axes.map(() => -1);
      const end = axes.map(() => -(2 ** 31 - 1));
      const name = graph.slice(graph.plain(x), x.shape, start, end, axes, backwards);
      return graph.tensor(name, output);
    },
  }),
];
