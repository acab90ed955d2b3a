import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";
import { blockedConvolution, blockedFilter } from "./blocked-convolution.js";
import type { Geometry } from "./convolution-geometry.js";

/*
 * The gradient of a convolution with a stride s for its images: pixels y of one remainder a = y mod s
 * see the same taps of the filter, i = a + padding − s·u for dy at u rows after y div s. So all s²
 * remainders, the phases, are channels of one convolution of dy without a stride, which runs in
 * blocks and on all threads; `ConvTranspose` adds up its columns on one.
 */

/** What one axis of dy is convolved with. */
interface Axis {
  readonly stride: number;
  /** Size of the window over dy. */
  readonly window: number;
  /** Padding of dy before and after it. */
  readonly before: number;
  readonly after: number;
  /** Pixels of a phase. */
  readonly size: number;
  /** The tap that a phase sees in a place of the window; it may lie outside of the filter. */
  readonly tap: (phase: number, place: number) => number;
}

function axisOf(
  stride: number,
  taps: number,
  padding: number,
  inSize: number,
  outSize: number,
): Axis {
  const first = Math.ceil((padding - taps + 1) / stride);
  const last = Math.floor((padding + stride - 1) / stride);
  const size = Math.ceil(inSize / stride);
  const window = last - first + 1;
  return {
    stride,
    window,
    before: -first,
    after: size + window - 1 - outSize + first,
    size,
    tap: (phase, place) => phase + padding - stride * (first + place),
  };
}

function axesOf(geometry: Geometry): readonly [Axis, Axis] {
  const { padInfo, inHeight, inWidth, outHeight, outWidth } = geometry;
  return [
    axisOf(geometry.strideHeight, geometry.filterHeight, padInfo.top, inHeight, outHeight),
    axisOf(geometry.strideWidth, geometry.filterWidth, padInfo.left, inWidth, outWidth),
  ];
}

/** Whether the gradient for the images can be had in phases: they have few channels, dy fills blocks. */
export function convolvesInPhases(graph: GraphWriter, geometry: Geometry): boolean {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const { inChannels, outChannels } = geometry;
  if (graph.blockSize === undefined || !graph.fillsBlocks(outChannels)) return false;
  if (dilationHeight * dilationWidth > 1 || strideHeight * strideWidth === 1) return false;
  const fits = axesOf(geometry).every(({ before, after }) => before >= 0 && after >= 0);
  return fits && inChannels < graph.blockSize;
}

/** Writes the gradient for the images; it lies channels first. */
export function gradientInPhases(
  graph: GraphWriter,
  dy: GraphTensor,
  filter: GraphTensor,
  geometry: Geometry,
  output: TensorMeta,
): GraphTensor {
  const { batchSize, inChannels, inHeight, inWidth, outChannels } = geometry;
  const [vertical, horizontal] = axesOf(geometry);
  const block = graph.blockSize!;
  const used = inChannels * vertical.stride * horizontal.stride;
  const slots = Math.ceil(used / block) * block;
  const ends = { from: outChannels, to: slots, depthwise: false };
  const window = [vertical.window, horizontal.window];
  const taps = filterOfPhases(graph, filter, [vertical, horizontal], slots);
  const phases = blockedConvolution(
    graph,
    dy,
    blockedFilter(graph, taps, window, ends, true),
    ends,
    {
      kernel_shape: window,
      strides: [1, 1],
      dilations: [1, 1],
      pads: [vertical.before, horizontal.before, vertical.after, horizontal.after],
    },
    { shape: [batchSize, vertical.size, horizontal.size, slots], dtype: "float32" },
  );

  const places: number[] = [];
  for (let channel = 0; channel < inChannels; channel++) {
    for (let y = 0; y < inHeight; y++) {
      for (let x = 0; x < inWidth; x++) {
        const phase = (y % vertical.stride) * horizontal.stride + (x % horizontal.stride);
        const slot = channel * vertical.stride * horizontal.stride + phase;
        const row = Math.floor(slot / block) * vertical.size + Math.floor(y / vertical.stride);
        const pixel = row * horizontal.size + Math.floor(x / horizontal.stride);
        places.push(pixel * block + (slot % block));
      }
    }
  }
  const perImage = graph.reshape(graph.blocked(phases), [
    batchSize,
    vertical.size * horizontal.size * slots,
  ]);
  const index = graph.constant("int32", [1, places.length], places);
  const pixels = graph.node(
    "GatherElements",
    [perImage, graph.expand(index, [batchSize, places.length])],
    { axis: 1 },
  );
  const planes = graph.reshape(pixels, [batchSize, inChannels, inHeight, inWidth]);
  return graph.tensor(planes, output, "channels-first");
}

/**
 * For each place of the window, last to first, and each channel of each phase the row of the filter
 * that it sees, or zeros: `[places, slots, out]`.
 */
function filterOfPhases(
  graph: GraphWriter,
  filter: GraphTensor,
  [vertical, horizontal]: readonly [Axis, Axis],
  slots: number,
): string {
  const [height, width, inChannels, outChannels] = filter.shape;
  const zeros = height * width * inChannels;
  const rows: number[] = [];
  for (let place = vertical.window * horizontal.window - 1; place >= 0; place--) {
    for (let slot = 0; slot < slots; slot++) {
      const phase = slot % (vertical.stride * horizontal.stride);
      const channel = Math.floor(slot / (vertical.stride * horizontal.stride));
      const i = vertical.tap(
        Math.floor(phase / horizontal.stride),
        Math.floor(place / horizontal.window),
      );
      const j = horizontal.tap(phase % horizontal.stride, place % horizontal.window);
      const exists = channel < inChannels && i >= 0 && i < height && j >= 0 && j < width;
      rows.push(exists ? (i * width + j) * inChannels + channel : zeros);
    }
  }
  const matrix = graph.node(
    "Concat",
    [
      graph.reshape(graph.plain(filter), [zeros, outChannels]),
      graph.constant("float32", [1, outChannels], Array(outChannels).fill(0)),
    ],
    { axis: 0 },
  );
  return graph.node("Gather", [matrix, graph.constant("int32", [rows.length], rows)], { axis: 0 });
}
