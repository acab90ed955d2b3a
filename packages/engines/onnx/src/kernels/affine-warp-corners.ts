import { centredOffsets, type WarpSize } from "@multibatch/warp/kernels";
import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";

/** Where the output's points read the input; all tensors `[n, 1, points]`. */
export interface Corners {
  /** Upper left, upper right, lower left and lower right pixel as an index into the image, int32. */
  readonly indices: readonly string[];
  /** How far each point is along x to the pixel after it, 0 … 1. */
  readonly rightFraction: string;
  /** The same along y. */
  readonly downFraction: string;
}

/** @param matrices `[n, 6]` */
export function cornersOf(graph: GraphWriter, matrices: GraphTensor, size: WarpSize): Corners {
  const { xOfColumns, xOfRows, yOfColumns, yOfRows } = centredOffsets(size);
  const [n] = matrices.shape;
  const { finite, trouble } = finitePart(graph, graph.plain(matrices));
  const number = (column: number) =>
    graph.slice(finite, matrices.shape, [column], [column + 1], [1]);
  const axis = (first: number, columns: Float32Array, rows: Float32Array, extent: number) =>
    axisReading(
      graph,
      positions(
        graph,
        [0, 1, 2].map((k) => number(first + k)),
        columns,
        rows,
        extent,
        n,
      ),
      extent,
    );
  const x = axis(0, xOfColumns, xOfRows, size.inWidth);
  const y = axis(3, yOfColumns, yOfRows, size.inHeight);
  const width = graph.scalar(size.inWidth, "int32");
  const flat = (of: string) => graph.reshape(of, [n, 1, size.outHeight * size.outWidth]);
  return {
    indices: [y.low, y.high].flatMap((row) => {
      const start = graph.node("Mul", [row, width]);
      return [x.low, x.high].map((column) => flat(graph.node("Add", [start, column])));
    }),
    rightFraction: flat(graph.node("Add", [x.fraction, graph.reshape(trouble, [n, 1, 1])])),
    downFraction: flat(y.fraction),
  };
}

/**
 * ONNX Runtime refuses an index made of a NaN, which would end a run that diverges with a riddle.
 *
 * @returns the matrices with numbers that lead to some pixel, and for each image 0, or what is not
 *   a finite number to spoil its pixels with
 */
function finitePart(graph: GraphWriter, matrices: string) {
  const bounded = graph.node("Clip", [matrices, graph.scalar(-largest), graph.scalar(largest)]);
  const unknown = graph.node("IsNaN", [matrices]);
  const finite = graph.where(unknown, graph.scalar(0), bounded);
  const difference = graph.node("Sub", [matrices, finite]);
  const trouble = graph.node("ReduceSum", [difference, graph.int64([1])], { keepdims: 0 });
  return { finite, trouble };
}

/** Times the size of an image in pixels it is still a float32. */
const largest = 1e30;

/** Colours of the four corners, each `[n, channels, points]`. */
export function colours(
  graph: GraphWriter,
  images: GraphTensor,
  { indices }: Corners,
  size: WarpSize,
): string[] {
  const [n, height, width, channels] = images.shape;
  const planes = graph.reshape(graph.channelsFirst(images), [n, channels, height * width]);
  const points = size.outHeight * size.outWidth;
  return indices.map((index) =>
    graph.node("GatherElements", [planes, graph.expand(index, [n, channels, points])], { axis: 2 }),
  );
}

/**
 * Positions along one axis, `[n, outHeight, outWidth]`; the order of operations is that of
 * `CentredOffsets`.
 *
 * @param numbers the three numbers of the matrix for this axis, each `[n, 1]`
 */
function positions(
  graph: GraphWriter,
  [ofColumns, ofRows, shift]: readonly string[],
  columns: Float32Array,
  rows: Float32Array,
  extent: number,
  n: number,
): string {
  const row = (values: Float32Array) => graph.constant("float32", [1, values.length], values);
  const scaled = graph.node("Mul", [shift, graph.scalar(extent / 2)]);
  const start = graph.node("Add", [scaled, graph.scalar((extent - 1) / 2)]);
  const alongRow = graph.node("Add", [graph.node("Mul", [ofColumns, row(columns)]), start]);
  const ofRow = graph.node("Mul", [ofRows, row(rows)]);
  return graph.node("Add", [
    graph.reshape(alongRow, [n, 1, columns.length]),
    graph.reshape(ofRow, [n, rows.length, 1]),
  ]);
}

/** The pixels before and after each position, the same one outside, and the way between them. */
function axisReading(graph: GraphWriter, position: string, extent: number) {
  const floor = graph.node("Floor", [position]);
  const index = (low: number, high: number) =>
    graph.cast(graph.node("Clip", [floor, graph.scalar(low), graph.scalar(high)]), "int32");
  return {
    low: index(0, extent - 1),
    high: graph.node("Add", [index(-1, extent - 2), graph.scalar(1, "int32")]),
    fraction: graph.node("Sub", [position, floor]),
  };
}
