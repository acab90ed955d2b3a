import type { GraphWriter } from "../graph/graph-writer.js";
import { endPadding, type Geometry } from "./convolution-geometry.js";

/**
 * For each tap of a window, row by row, the inputs that it sees: a strided part
 * [planes, outHeight, outWidth] of the padded images. `planes` counts images × channels, in either
 * order; with them in one dimension ONNX Runtime cannot move a transposition of the two behind the
 * slices, where it would be done once for each tap.
 */
export function windowSlices(
  graph: GraphWriter,
  image: string,
  planes: number,
  geometry: Geometry,
): string[] {
  const { strideHeight, strideWidth, inHeight, inWidth } = geometry;
  const padded = pad(graph, graph.reshape(image, [planes, inHeight, inWidth]), planes, geometry);
  const take =
    strideHeight * strideWidth === 1
      ? contiguousTap(graph, padded, geometry)
      : stridedTap(graph, padded, geometry);
  const slices: string[] = [];
  for (let row = 0; row < geometry.filterHeight; row++) {
    for (let column = 0; column < geometry.filterWidth; column++) {
      slices.push(take(row * geometry.dilationHeight, column * geometry.dilationWidth));
    }
  }
  return slices;
}

/** Images with their padding, and with as much more as makes the sizes multiples of the strides. */
interface Padded {
  readonly name: string;
  readonly shape: readonly [number, number, number];
}

function pad(graph: GraphWriter, image: string, planes: number, geometry: Geometry): Padded {
  const { padInfo, inHeight, inWidth } = geometry;
  const [bottom, right] = endPadding(geometry);
  const height = roundUp(inHeight + padInfo.top + bottom, geometry.strideHeight);
  const width = roundUp(inWidth + padInfo.left + right, geometry.strideWidth);
  const after = [height - inHeight - padInfo.top, width - inWidth - padInfo.left];
  const shape = [planes, height, width] as const;
  if ([padInfo.top, padInfo.left, ...after].every((size) => size === 0)) {
    return { name: image, shape };
  }
  const sizes = [0, padInfo.top, padInfo.left, 0, ...after];
  return { name: graph.node("Pad", [image, graph.int64(sizes)]), shape };
}

const roundUp = (size: number, multiple: number) => Math.ceil(size / multiple) * multiple;

/** Gives the part that starts at a row and a column. */
type Take = (row: number, column: number) => string;

function contiguousTap(graph: GraphWriter, { name, shape }: Padded, geometry: Geometry): Take {
  const { outHeight, outWidth } = geometry;
  const whole = outHeight === shape[1] && outWidth === shape[2];
  return (row, column) =>
    whole
      ? name
      : graph.slice(name, shape, [row, column], [row + outHeight, column + outWidth], [1, 2]);
}

/**
 * A slice with a stride reads single elements, which is slow. So the images are taken apart once
 * into strideHeight × strideWidth phases, in which every tap is contiguous.
 */
function stridedTap(graph: GraphWriter, { name, shape }: Padded, geometry: Geometry): Take {
  const { strideHeight, strideWidth, outHeight, outWidth } = geometry;
  const [planes, height, width] = shape;
  const [rows, columns] = [height / strideHeight, width / strideWidth];
  const split = graph.reshape(name, [planes, rows, strideHeight, columns, strideWidth]);
  const shapeOfPhases = [strideHeight * strideWidth * planes, rows, columns];
  const phases = graph.reshape(graph.transpose(split, [2, 4, 0, 1, 3]), shapeOfPhases);
  return (row, column) => {
    const phase = (row % strideHeight) * strideWidth + (column % strideWidth);
    const start = [
      phase * planes,
      Math.floor(row / strideHeight),
      Math.floor(column / strideWidth),
    ];
    const size = [planes, outHeight, outWidth];
    const end = start.map((position, axis) => position + size[axis]);
    return graph.slice(phases, shapeOfPhases, start, end, [0, 1, 2]);
  };
}
