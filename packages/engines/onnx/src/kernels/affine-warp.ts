import {
  affineWarp,
  affineWarpImageGradient,
  affineWarpMatrixGradient,
  centredOffsets,
  type WarpSize,
} from "@multibatch/warp/kernels";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";
import { cornersOf } from "./affine-warp-corners.js";
import { between, mixed } from "./affine-warp-mix.js";
import { defineKernel, type Kernel } from "./kernel.js";

/*
 * Images lie channels first, and each corner's colours are looked up by `GatherElements`. ONNX's
 * `GridSample` would be one node, but it takes about as long as the four look-ups together, leaves
 * nothing for the gradient, and its coordinates, which run from −1 to 1, do not keep the identity
 * exact.
 */

const allFloat = (inputs: readonly TensorMeta[]) =>
  inputs.every(({ dtype }) => dtype === "float32");

const warp = defineKernel<WarpSize>({
  name: affineWarp,
  inputs: ["images", "matrices"],
  supports: allFloat,
  infer: ([images], { outHeight, outWidth }) => ({
    shape: [images.shape[0], outHeight, outWidth, images.shape[3]],
    dtype: "float32",
  }),
  lower: (graph, [images, matrices], size, output) => {
    const { upper, slopeDown, corners } = mixed(graph, images, matrices, size);
    const warped = graph.node("Add", [upper, graph.node("Mul", [slopeDown, corners.downFraction])]);
    const [n, channels] = [images.shape[0], images.shape[3]];
    const planes = graph.reshape(warped, [n, channels, size.outHeight, size.outWidth]);
    return graph.tensor(planes, output, "channels-first");
  },
});

/** Slope of the input at each point, times dy, times what each number of the matrix moves. */
const matrixGradient = defineKernel<WarpSize>({
  name: affineWarpMatrixGradient,
  inputs: ["dy", "images", "matrices"],
  supports: allFloat,
  infer: ([, , matrices]) => matrices,
  lower: (graph, [dy, images, matrices], size, output) => {
    const { slopeUpper, slopeLower, slopeDown, corners } = mixed(graph, images, matrices, size);
    const slopeRight = between(graph, slopeUpper, slopeLower, corners.downFraction);
    const { xOfColumns, xOfRows, yOfColumns, yOfRows } = centredOffsets(size);
    const [n, , , channels] = images.shape;
    const points = size.outHeight * size.outWidth;
    const gradient = graph.reshape(graph.channelsFirst(dy), [n, channels, points]);
    const ofAxis = (slope: string, columns: Float32Array, rows: Float32Array, shift: number) => {
      const ofPositions = graph.node("Mul", [gradient, slope]);
      // The sum along each row, weighted by how far the columns move, and as it is.
      const lines = graph.reshape(ofPositions, [n * channels * size.outHeight, size.outWidth]);
      const alongRows = graph.node("MatMul", [lines, pairs(graph, columns)]);
      const perImage = graph.reshape(alongRows, [n, channels * size.outHeight * 2]);
      return graph.node("MatMul", [perImage, sumOfRows(graph, rows, shift, channels)]);
    };
    const x = ofAxis(slopeRight, xOfColumns, xOfRows, size.inWidth / 2);
    const y = ofAxis(slopeDown, yOfColumns, yOfRows, size.inHeight / 2);
    return graph.tensor(graph.node("Concat", [x, y], { axis: 1 }), output);
  },
});

/** Each output pixel hands its gradient to the four pixels that it was mixed of. */
const imageGradient = defineKernel<WarpSize>({
  name: affineWarpImageGradient,
  inputs: ["dy", "matrices"],
  supports: allFloat,
  infer: ([dy], { inHeight, inWidth }) => ({
    shape: [dy.shape[0], inHeight, inWidth, dy.shape[3]],
    dtype: "float32",
  }),
  lower: (graph, [dy, matrices], size, output) => {
    const corners = cornersOf(graph, matrices, size);
    const [n, , , channels] = dy.shape;
    const points = size.outHeight * size.outWidth;
    const pixels = size.inHeight * size.inWidth;
    const gradient = graph.reshape(graph.channelsFirst(dy), [n, channels, points]);
    const lower = graph.node("Mul", [gradient, corners.downFraction]);
    const upper = graph.node("Sub", [gradient, lower]);
    const shares = [upper, lower].flatMap((row) => {
      const right = graph.node("Mul", [row, corners.rightFraction]);
      return [graph.node("Sub", [row, right]), right];
    });
    const indices = graph.node("Concat", corners.indices, { axis: 2 });
    const sums = graph.node(
      "ScatterElements",
      [
        graph.expand(graph.scalar(0), [n, channels, pixels]),
        graph.expand(indices, [n, channels, 4 * points]),
        graph.node("Concat", shares, { axis: 2 }),
      ],
      { axis: 2, reduction: "add" },
    );
    const planes = graph.reshape(sums, [n, channels, size.inHeight, size.inWidth]);
    return graph.tensor(planes, output, "channels-first");
  },
});

export const affineWarpKernels: readonly Kernel[] = [warp, matrixGradient, imageGradient];

/** `[columns, 2]`: the numbers, and ones beside them. */
function pairs(graph: GraphWriter, numbers: Float32Array): string {
  const values = Array.from(numbers, (number) => [number, 1]).flat();
  return graph.constant("float32", [numbers.length, 2], values);
}

/** Makes of each row's pair of sums what it adds to the three numbers of an axis, `[2·rows, 3]`. */
function sumOfRows(
  graph: GraphWriter,
  rows: Float32Array,
  shift: number,
  channels: number,
): string {
  const plane = Array.from(rows, (row) => [
    [1, 0, 0],
    [0, row, shift],
  ]).flat(2);
  const values = Array.from({ length: channels }, () => plane).flat();
  return graph.constant("float32", [2 * rows.length * channels, 3], values);
}
