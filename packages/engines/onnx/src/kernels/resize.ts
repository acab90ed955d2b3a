import { channelsFirstShape } from "../graph/graph-tensor.js";
import type { TensorMeta } from "../graph/value.js";
import { defineKernel, type Kernel } from "./kernel.js";
import { type AxisResize, linearWeights, nearestWeights } from "./resize-weights.js";

interface ResizeAttributes {
  readonly size: readonly [number, number];
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

const resizedShape = ([images]: readonly TensorMeta[], { size }: ResizeAttributes): TensorMeta => ({
  shape: [images.shape[0], size[0], size[1], images.shape[3]],
  dtype: "float32",
});

/** Which place of the input a pixel of the output looks at. */
const coordinates = ({ alignCorners, halfPixelCenters }: ResizeAttributes) =>
  alignCorners ? "align_corners" : halfPixelCenters ? "half_pixel" : "asymmetric";

function resize(name: string, mode: "linear" | "nearest"): Kernel {
  return defineKernel<ResizeAttributes>({
    name,
    inputs: ["images"],
    infer: resizedShape,
    isIdentity: ([images], { size }) =>
      images.dtype === "float32" && images.shape[1] === size[0] && images.shape[2] === size[1],
    lower: (graph, [images], attributes, output) => {
      const image = graph.channelsFirst(images);
      const operand = images.dtype === "float32" ? image : graph.cast(image, "float32");
      const rounding = attributes.alignCorners || attributes.halfPixelCenters;
      const sizes = graph.shapeTensor(channelsFirstShape(output.shape));
      const resized = graph.node("Resize", [operand, "", "", sizes], {
        mode,
        coordinate_transformation_mode: coordinates(attributes),
        ...(mode === "nearest" ? { nearest_mode: rounding ? "round_prefer_ceil" : "floor" } : {}),
      });
      return graph.tensor(resized, output, "channels-first");
    },
  });
}

/**
 * Resizing is linear: along each axis a matrix [out, in] of weights. So the gradient of an image is
 * the product with both matrices the other way round, rowsᵀ · dy · columns.
 */
function resizeGradient(name: string, weights: (axis: AxisResize) => Float32Array): Kernel {
  return defineKernel<Omit<ResizeAttributes, "size">>({
    name,
    inputs: ["images", "dy"],
    infer: ([images]) => ({ shape: images.shape, dtype: "float32" }),
    lower: (graph, [images, dy], { alignCorners, halfPixelCenters }, output) => {
      const matrix = (axis: number, transposed: boolean) => {
        const [size, from] = [dy.shape[axis], images.shape[axis]];
        const values = weights({ size, from, alignCorners, halfPixelCenters });
        const constant = graph.constant("float32", [size, from], values);
        return transposed ? graph.transpose(constant, [1, 0]) : constant;
      };
      const columns = graph.node("MatMul", [graph.channelsFirst(dy), matrix(2, false)]);
      const dx = graph.node("MatMul", [matrix(1, true), columns]);
      return graph.tensor(dx, output, "channels-first");
    },
  });
}

export const resizeKernels: readonly Kernel[] = [
  resize("ResizeBilinear", "linear"),
  resize("ResizeNearestNeighbor", "nearest"),
  resizeGradient("ResizeBilinearGrad", linearWeights),
  resizeGradient("ResizeNearestNeighborGrad", nearestWeights),
];
