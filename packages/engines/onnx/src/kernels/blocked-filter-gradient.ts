import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { Geometry } from "./convolution-geometry.js";
import { rowsInOrder } from "./rows-in-order.js";
import { filledBlocks, inWholeBlocks, nearlyFillsBlocks } from "./whole-blocks.js";

/**
 * Whether the gradient of a filter can be a convolution in blocks: it has taps to slide over that lie
 * side by side, images fill blocks, and channels of the result nearly do.
 */
export function correlatesInBlocks(graph: GraphWriter, geometry: Geometry): boolean {
  const { filterHeight, filterWidth, dilationWidth, batchSize, outChannels } = geometry;
  const slides = filterHeight * filterWidth > 1 && dilationWidth === 1;
  return slides && graph.fillsBlocks(batchSize) && nearlyFillsBlocks(graph, outChannels);
}

/**
 * dL/dfilter[i, j, in, out] = Σ over n, y, x of image[n, y·stride + i, x·stride + j, in] ·
 * dy[n, y, x, out] is itself a convolution, of a picture that has a channel for each image, with a
 * filter as large as dy, dilated by the stride; its result is as small as the filter. Channels of the
 * images lie side by side in the picture's columns, so that the result has filterWidth · in columns:
 * enough of them, in blocks, to run near the peak of the processor.
 */
export function correlateInBlocks(
  graph: GraphWriter,
  image: GraphTensor,
  dy: GraphTensor,
  geometry: Geometry,
): string {
  const { filterHeight, filterWidth, inChannels, outChannels, padInfo } = geometry;
  const pictures = picturesOf(graph, image);
  const [bottom, right] = paddingAtTheEnd(geometry);
  const picture = inBlocks(graph, pictures, geometry, [bottom, right]);
  const groups = groupsOfImages(graph, geometry, pictures.count);
  const filter = filterOfGradients(graph, dy, geometry, groups);
  const result = graph.blockedNode("Conv", [picture, filter], {
    kernel_shape: [geometry.outHeight, geometry.outWidth],
    strides: [geometry.dilationHeight, 1],
    dilations: [geometry.strideHeight, geometry.strideWidth * pictures.channels],
    pads: [padInfo.top, 0, Math.max(bottom, 0), 0],
    group: groups,
  });
  const { count, channels } = pictures;
  const taps = filterHeight * filterWidth;
  const sum = sumOfGroups(graph, result, [count * taps * channels, groups, outChannels]);
  const perPicture = [count, taps, channels * outChannels];
  return graph.reshape(
    count === 1 ? sum : graph.transpose(graph.reshape(sum, perPicture), [1, 0, 2]),
    [filterHeight, filterWidth, inChannels, outChannels],
  );
}

/** Pieces of work that a convolution should have at least, so that all threads get the same share. */
const fewestPieces = 16;

/** Blocks of output channels that ONNX Runtime computes together, as one piece for each row. */
const blocksInPiece = 4;

/**
 * In how many groups of images the sum over images is taken: the result has few rows, an odd number
 * of them for most filters, and two threads that share three rows take as long as for four.
 */
function groupsOfImages(
  graph: GraphWriter,
  { batchSize, outChannels, filterHeight }: Geometry,
  pictures: number,
): number {
  const blocks = inWholeBlocks(graph, outChannels) / graph.blockSize!;
  const pieces = pictures * filterHeight * Math.ceil(blocks / blocksInPiece);
  let groups = 1;
  while (groups * pieces < fewestPieces && graph.fillsBlocks(batchSize / (2 * groups))) groups *= 2;
  return groups;
}

/** A result in blocks, with the channels of all groups, as [n, groups, out] → [n, out]. */
function sumOfGroups(
  graph: GraphWriter,
  result: string,
  [n, groups, out]: readonly [number, number, number],
): string {
  const channels = groups === 1 ? out : groups * inWholeBlocks(graph, out);
  const apart = graph.blockedNode("ReorderOutput", [result], { channels, channels_last: 1 });
  if (groups === 1) return apart;
  const shape = [n, groups, channels / groups];
  const all = graph.reshape(apart, shape);
  const wanted = shape[2] === out ? all : graph.slice(all, shape, [0], [out], [2]);
  return graph.node("ReduceSum", [wanted, graph.int64([1])], { keepdims: 0 });
}

/** Images as pictures with a channel for each image, `[count, n, height, width · channels]`. */
interface Pictures {
  readonly name: string;
  readonly count: number;
  /** Channels of the images that lie side by side in a picture. */
  readonly channels: number;
}

/** One picture of images in tfjs's order, else one for each block of their channels or each channel. */
function picturesOf(graph: GraphWriter, image: GraphTensor): Pictures {
  const [n, h, w, c] = image.shape;
  const { channels, pixels } = {
    plain: () => ({ channels: c, pixels: graph.plain(image) }),
    blocked: () => ({ channels: graph.blockSize!, pixels: graph.blocked(image) }),
    "channels-first": () => ({ channels: 1, pixels: graph.channelsFirst(image) }),
  }[image.layout]();
  const count = c / channels;
  const order = Array.from({ length: count }, (_, part) =>
    Array.from({ length: n }, (_, i) => i * count + part),
  ).flat();
  const apart = count === 1 ? pixels : rowsInOrder(graph, pixels, h * w * channels, order);
  return { name: graph.reshape(apart, [count, n, h, w * channels]), count, channels };
}

/** Rows below and columns to the right that the taps see; below 0 where they do not see all. */
function paddingAtTheEnd(geometry: Geometry): [number, number] {
  const { padInfo, inHeight, inWidth, outHeight, outWidth } = geometry;
  const height = (outHeight - 1) * geometry.strideHeight + geometry.effectiveFilterHeight;
  const width = (outWidth - 1) * geometry.strideWidth + geometry.effectiveFilterWidth;
  return [height - inHeight - padInfo.top, width - inWidth - padInfo.left];
}

/**
 * Pictures in blocks of images, cut and padded to the columns that the taps see. Columns of padding
 * are made by a convolution of one tap, which uses all threads; in the large convolution itself they
 * would slow down all results beside them, which padded rows do not.
 */
function inBlocks(
  graph: GraphWriter,
  { name, count, channels }: Pictures,
  { batchSize, inHeight, inWidth, padInfo }: Geometry,
  [bottom, right]: readonly [number, number],
): string {
  const shape = [count, batchSize, inHeight, inWidth * channels];
  const ends = [inHeight + Math.min(bottom, 0), (inWidth + Math.min(right, 0)) * channels];
  const seen = Math.min(bottom, right) < 0 ? graph.slice(name, shape, [0, 0], ends, [2, 3]) : name;
  const blocks = graph.blockedNode("ReorderInput", [seen]);
  const [before, after] = [padInfo.left * channels, Math.max(right, 0) * channels];
  if (before + after === 0) return blocks;
  const same = graph.constant("float32", [batchSize, 1, 1, 1], Array(batchSize).fill(1));
  return graph.blockedNode("Conv", [blocks, same], {
    kernel_shape: [1, 1],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, before, 0, after],
    group: batchSize,
  });
}

/**
 * dy as the filter of a convolution in blocks, for each group of images:
 * [out/b, n/b, height, width, b images, b channels].
 */
function filterOfGradients(
  graph: GraphWriter,
  dy: GraphTensor,
  { batchSize, outChannels: given, outHeight, outWidth }: Geometry,
  groups: number,
): string {
  const block = graph.blockSize!;
  const outChannels = inWholeBlocks(graph, given);
  const pixels = outHeight * outWidth;
  const perGroup = batchSize / groups;
  const order: number[] = [];
  for (let group = 0; group < batchSize; group += perGroup) {
    for (let out = 0; out < outChannels / block; out++) {
      for (let first = group; first < group + perGroup; first += block) {
        for (let pixel = 0; pixel < pixels; pixel++) {
          for (let image = first; image < first + block; image++) {
            order.push((image * (outChannels / block) + out) * pixels + pixel);
          }
        }
      }
    }
  }
  const rows = rowsInOrder(graph, filledBlocks(graph, dy), block, order);
  return graph.reshape(rows, [groups * outChannels, perGroup, outHeight, outWidth]);
}
