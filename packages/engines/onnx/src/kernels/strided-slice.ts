import { slice_util } from "@tensorflow/tfjs-core";
import type { TensorMeta } from "../graph/value.js";
import { defineKernel, type Kernel } from "./kernel.js";

interface Attributes {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

const bounds = ({ shape }: TensorMeta, attributes: Attributes) =>
  slice_util.sliceInfo(
    [...shape],
    attributes.begin,
    attributes.end,
    attributes.strides,
    attributes.beginMask,
    attributes.endMask,
    attributes.ellipsisMask,
    attributes.newAxisMask,
    attributes.shrinkAxisMask,
  );

/** x[begin : end : stride] along each axis; tfjs resolves the masks. */
export const stridedSliceKernel: Kernel = defineKernel<Attributes>({
  name: "StridedSlice",
  inputs: ["x"],
  infer: ([x], attributes) => ({ shape: bounds(x, attributes).finalShape, dtype: x.dtype }),
  lower: (graph, [x], attributes, output) => {
    const { begin, end, strides } = bounds(x, attributes);
    const axes = x.shape.map((_, axis) => axis);
    // Backwards, the end comes before the first element, where a negative number would wrap around.
    const ends = end.map((size, axis) => (strides[axis] < 0 && size < 0 ? -(2 ** 31 - 1) : size));
    const part = graph.slice(graph.plain(x), x.shape, begin, ends, axes, strides);
    return graph.tensor(graph.reshape(part, output.shape), output);
  },
});
