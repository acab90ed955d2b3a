import type { GraphWriter } from "../graph/graph-writer.js";
import { endPadding, type Geometry } from "./convolution-geometry.js";

/**
 * For each tap of a window, row by row, the inputs that it sees: a strided slice
 * [n, c, outHeight, outWidth] of the padded image batch [n, c, h, w].
 */
export function windowSlices(graph: GraphWriter, image: string, geometry: Geometry): string[] {
  const { padInfo, batchSize, inChannels, strideHeight, strideWidth } = geometry;
  const [bottom, right] = endPadding(geometry);
  const padding = [padInfo.top, padInfo.left, bottom, right];
  const padded = padding.some((size) => size > 0)
    ? graph.node("Pad", [
        image,
        graph.int64([0, 0, padInfo.top, padInfo.left, 0, 0, bottom, right]),
      ])
    : image;
  const height = geometry.inHeight + padInfo.top + bottom;
  const width = geometry.inWidth + padInfo.left + right;
  const slices: string[] = [];
  for (let row = 0; row < geometry.filterHeight; row++) {
    for (let column = 0; column < geometry.filterWidth; column++) {
      const start = [row * geometry.dilationHeight, column * geometry.dilationWidth];
      const end = [
        start[0] + (geometry.outHeight - 1) * strideHeight + 1,
        start[1] + (geometry.outWidth - 1) * strideWidth + 1,
      ];
      const whole = end[0] - start[0] === height && end[1] - start[1] === width;
      const strides = [strideHeight, strideWidth];
      const shape = [batchSize, inChannels, height, width];
      const untouched = whole && strideHeight === 1 && strideWidth === 1;
      slices.push(untouched ? padded : graph.slice(padded, shape, start, end, [2, 3], strides));
    }
  }
  return slices;
}

/** The same for each channel as a matrix: [n, c, taps, outHeight·outWidth]. */
export function columns(graph: GraphWriter, image: string, geometry: Geometry): string {
  const { batchSize, inChannels, outHeight, outWidth } = geometry;
  const shape = [batchSize, inChannels, 1, outHeight * outWidth];
  const rows = windowSlices(graph, image, geometry).map((slice) => graph.reshape(slice, shape));
  return rows.length === 1 ? rows[0] : graph.node("Concat", rows, { axis: 2 });
}
