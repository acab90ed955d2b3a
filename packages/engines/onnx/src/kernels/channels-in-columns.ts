import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";
import { convolvesInBlocks } from "./blocked-convolution.js";
import type { Geometry } from "./convolution-geometry.js";
import { endPadding } from "./convolution-geometry.js";

/*
 * A row of w pixels of c channels, as tfjs holds it, is a row of w·c columns of one channel. So a
 * convolution of [n, h, w, c] is one of [n, 1, h, w·c] whose window, step and padding are c times as
 * wide, and images need not be put in another order for it.
 */

/** Whether ONNX Runtime's convolution in blocks can read an image in tfjs's order. */
export function convolvesInColumns(
  graph: GraphWriter,
  image: GraphTensor,
  { inChannels, outChannels, dilationWidth }: Geometry,
): boolean {
  const ends = { from: 1, to: outChannels, depthwise: false };
  const fewChannels = graph.blockSize !== undefined && inChannels < graph.blockSize;
  const isInOrder = image.layout === "plain" && dilationWidth === 1;
  return fewChannels && isInOrder && convolvesInBlocks(graph, ends);
}

/** Writes a convolution of images in tfjs's order; its result lies in blocks. */
export function convolutionInColumns(
  graph: GraphWriter,
  image: GraphTensor,
  filter: GraphTensor,
  geometry: Geometry,
  output: TensorMeta,
  { bias, relu }: { readonly bias?: string; readonly relu: boolean },
): GraphTensor {
  const { batchSize, inChannels, outChannels, inHeight, inWidth } = geometry;
  const { filterHeight, filterWidth, padInfo } = geometry;
  const block = graph.blockSize!;
  const columns = graph.reshape(graph.plain(image), [batchSize, 1, inHeight, inWidth * inChannels]);
  const taps = graph.reshape(graph.plain(filter), [
    filterHeight * filterWidth * inChannels,
    outChannels / block,
    block,
  ]);
  const window = [filterHeight, filterWidth * inChannels];
  const inBlocks = graph.reshape(graph.transpose(taps, [1, 0, 2]), [outChannels, 1, ...window]);
  const [bottom, right] = endPadding(geometry);
  const operands = bias ? [columns, inBlocks, bias] : [columns, inBlocks];
  const result = graph.blockedNode("Conv", operands, {
    kernel_shape: window,
    strides: [geometry.strideHeight, geometry.strideWidth * inChannels],
    dilations: [geometry.dilationHeight, 1],
    pads: [padInfo.top, padInfo.left * inChannels, bottom, right * inChannels],
    group: 1,
    ...(relu ? { activation: "Relu" } : {}),
  });
  return graph.tensor(result, output, "blocked");
}
