import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { Geometry } from "./convolution-geometry.js";

/**
 * Whether a filter sees one pixel at a time and every pixel, dy lies in blocks of channels, and a
 * product for each image takes no more memory than the images themselves.
 */
export function isPointwise(dy: GraphTensor, geometry: Geometry): boolean {
  const { filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth } = geometry;
  const onePixel = filterHeight * filterWidth === 1;
  const everyPixel = inHeight === outHeight && inWidth === outWidth;
  const { inChannels, outChannels } = geometry;
  const isSmall = inChannels * outChannels <= outHeight * outWidth * (inChannels + outChannels);
  return onePixel && everyPixel && isSmall && dy.layout === "blocked";
}

/**
 * [in, out]: for each image and each block of dy's channels [in, pixels] × [pixels, block], summed
 * over the images. Blocks of dy are matrices as they lie, so that dy need not be put in order.
 */
export function pointwiseFilterGradient(
  graph: GraphWriter,
  x: GraphTensor,
  dy: GraphTensor,
  { batchSize, inChannels, outChannels, outHeight, outWidth }: Geometry,
): string {
  const block = graph.blockSize!;
  const pixels = outHeight * outWidth;
  const blocks = graph.reshape(graph.blocked(dy), [batchSize, outChannels / block, pixels, block]);
  const perImage = graph.node("MatMul", [channelsByPixels(graph, x, pixels), blocks]);
  const flat = graph.reshape(perImage, [batchSize, inChannels * outChannels]);
  // A product with ones: on two threads a sum over the first axis takes seven times as long.
  const ones = graph.constant("float32", [1, batchSize], Array(batchSize).fill(1));
  const sum = graph.node("MatMul", [ones, flat]);
  return outChannels === block
    ? graph.reshape(sum, [inChannels, outChannels])
    : graph.transpose(graph.reshape(sum, [outChannels / block, inChannels, block]), [1, 0, 2]);
}

/** [n, 1, in, pixels]; a single block of channels is that already, transposed. */
function channelsByPixels(graph: GraphWriter, x: GraphTensor, pixels: number): string {
  const [n, , , channels] = x.shape;
  if (x.layout !== "blocked" || channels !== graph.blockSize) {
    return graph.reshape(graph.channelsFirst(x), [n, 1, channels, pixels]);
  }
  const block = graph.reshape(graph.blocked(x), [n, 1, pixels, channels]);
  return graph.transpose(block, [0, 1, 3, 2]);
}
