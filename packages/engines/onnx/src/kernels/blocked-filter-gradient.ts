import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { Geometry } from "./convolution-geometry.js";

/** Columns that ONNX Runtime's convolution in blocks computes at a time. */
const columnsAtATime = 3;

/**
 * Whether the gradient of a filter can be a convolution in blocks: it has taps to slide over, and
 * images and channels fill blocks.
 */
export function correlatesInBlocks(graph: GraphWriter, geometry: Geometry): boolean {
  const { filterHeight, filterWidth, batchSize, outChannels } = geometry;
  return (
    filterHeight * filterWidth > 1 && graph.fillsBlocks(batchSize) && graph.fillsBlocks(outChannels)
  );
}

/**
 * dL/dfilter[i, j, in, out] = Σ over n, y, x of image[n, y·stride + i, x·stride + j, in] ·
 * dy[n, y, x, out] is itself a convolution, with images and channels in each other's place: of
 * `in` pictures that have a channel for each image, with a filter as large as dy, dilated by the
 * stride; its result is as small as the filter. In blocks it runs near the peak of the processor.
 */
export function correlateInBlocks(
  graph: GraphWriter,
  image: GraphTensor,
  dy: GraphTensor,
  geometry: Geometry,
): string {
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
  const columns = Math.ceil(filterWidth / columnsAtATime) * columnsAtATime;
  const result = graph.blockedNode(
    "Conv",
    [
      graph.blockedNode("ReorderInput", [picturesOfChannels(graph, image, columns, geometry)]),
      filterOfGradients(graph, dy, geometry),
    ],
    {
      kernel_shape: [geometry.outHeight, geometry.outWidth],
      strides: [geometry.dilationHeight, geometry.dilationWidth],
      dilations: [geometry.strideHeight, geometry.strideWidth],
      pads: [0, 0, 0, 0],
      group: 1,
    },
  );
  const taps = graph.blockedNode("ReorderOutput", [result], {
    channels: outChannels,
    channels_last: 1,
  });
  const shape = [inChannels, filterHeight, columns, outChannels];
  const wanted = columns === filterWidth ? taps : graph.slice(taps, shape, [0], [filterWidth], [2]);
  return graph.transpose(wanted, [1, 2, 0, 3]);
}

/** The images as [in, n, height, width], padded and cut to what the taps of `columns` columns see. */
function picturesOfChannels(
  graph: GraphWriter,
  image: GraphTensor,
  columns: number,
  geometry: Geometry,
): string {
  const { padInfo, inHeight, inWidth, outHeight, outWidth, filterHeight } = geometry;
  const pictures = graph.transpose(graph.channelsFirst(image), [1, 0, 2, 3]);
  const height = (outHeight - 1) * geometry.strideHeight + 1;
  const width = (outWidth - 1) * geometry.strideWidth + 1;
  const bottom = height + (filterHeight - 1) * geometry.dilationHeight - inHeight - padInfo.top;
  const right = width + (columns - 1) * geometry.dilationWidth - inWidth - padInfo.left;
  const pads = [0, 0, padInfo.top, padInfo.left, 0, 0, bottom, right];
  return pads.every((size) => size === 0)
    ? pictures
    : graph.node("Pad", [pictures, graph.int64(pads)]);
}

/** dy as the filter of a convolution in blocks: [out/b, n/b, height, width, b images, b channels]. */
function filterOfGradients(graph: GraphWriter, dy: GraphTensor, geometry: Geometry): string {
  const block = graph.blockSize!;
  const { batchSize, outChannels, outHeight, outWidth } = geometry;
  const split = graph.reshape(graph.blocked(dy), [
    batchSize / block,
    block,
    outChannels / block,
    outHeight * outWidth,
    block,
  ]);
  const turned = graph.transpose(split, [2, 0, 3, 1, 4]);
  return graph.reshape(turned, [outChannels, batchSize, outHeight, outWidth]);
}
