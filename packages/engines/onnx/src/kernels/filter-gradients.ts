import type { GraphWriter } from "../graph/graph-writer.js";
import { correlateInBlocks, correlatesInBlocks } from "./blocked-filter-gradient.js";
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type Geometry,
  imageOperand,
} from "./convolution-geometry.js";
import { defineKernel, type Kernel } from "./kernel.js";
import { isPointwise, pointwiseFilterGradient } from "./pointwise-filter-gradient.js";
import { windowSlices } from "./windows.js";

type FilterAttributes = ConvolutionAttributes & { readonly filterShape: readonly number[] };

/** Below this many input channels one large product beats one product per tap of the filter. */
const fewChannels = 8;

/** Up to this many pixels the images of a batch are joined into one product. */
const fewPixels = 800;

/**
 * dL/dfilter[i, j] = Σ_n x_ij · dyᵀ, where x_ij [in, pixels] are the inputs that tap (i, j) sees:
 * a product of matrices for each tap, over the pixels of all images.
 */
export const filterGradientKernel: Kernel = defineKernel<FilterAttributes>({
  name: "Conv2DBackpropFilter",
  inputs: ["x", "dy"],
  infer: (_inputs, { filterShape }) => ({ shape: filterShape, dtype: "float32" }),
  lower: (graph, [x, dy], attributes, output) => {
    const { filterShape, dataFormat } = attributes;
    const geometry = convolutionGeometry(x.shape, filterShape, attributes);
    if (dataFormat !== "NCHW" && correlatesInBlocks(graph, geometry)) {
      return graph.tensor(correlateInBlocks(graph, x, dy, geometry), output);
    }
    if (dataFormat !== "NCHW" && isPointwise(dy, geometry)) {
      const sum = pointwiseFilterGradient(graph, x, dy, geometry);
      return graph.tensor(graph.reshape(sum, output.shape), output);
    }
    const images = imageOperand(graph, x, dataFormat);
    const gradient = imageOperand(graph, dy, dataFormat);
    const rows =
      geometry.outHeight * geometry.outWidth <= fewPixels
        ? overAllImages(graph, images, gradient, geometry)
        : imageByImage(graph, images, gradient, geometry);
    return graph.tensor(graph.reshape(rows, output.shape), output);
  },
});

/** With the channels first, each tap is one product [in, n·pixels] × [n·pixels, out]. */
function overAllImages(
  graph: GraphWriter,
  images: string,
  gradient: string,
  geometry: Geometry,
): string {
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = geometry;
  const pixels = batchSize * outHeight * outWidth;
  const channelsFirst = (name: string) =>
    batchSize === 1 ? name : graph.transpose(name, [1, 0, 2, 3]);
  const dy = graph.reshape(channelsFirst(gradient), [outChannels, pixels]);
  const planes = inChannels * batchSize;
  const products = windowSlices(graph, channelsFirst(images), planes, geometry).map((slice) =>
    graph.node("Gemm", [graph.reshape(slice, [inChannels, pixels]), dy], { transB: 1 }),
  );
  return products.length === 1 ? products[0] : graph.node("Concat", products, { axis: 0 });
}

/** A product for each image, [in, pixels] × [pixels, out], summed over the images at the end. */
function imageByImage(
  graph: GraphWriter,
  images: string,
  gradient: string,
  geometry: Geometry,
): string {
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = geometry;
  const pixels = outHeight * outWidth;
  const dy = graph.reshape(gradient, [batchSize, outChannels, pixels]);
  const product = (inputs: string) =>
    graph.node("MatMul", [inputs, graph.transpose(dy, [0, 2, 1])]);
  const slices = windowSlices(graph, images, batchSize * inChannels, geometry).map((slice) =>
    graph.reshape(slice, [batchSize, inChannels, pixels]),
  );
  const join = (parts: readonly string[]) =>
    parts.length === 1 ? parts[0] : graph.node("Concat", parts, { axis: 1 });
  const perImage = inChannels < fewChannels ? product(join(slices)) : join(slices.map(product));
  return graph.node("ReduceSum", [perImage, graph.int64([0])], { keepdims: 0 });
}

/** A product for each image and channel: [taps, pixels] × [pixels, multiplier]. */
export const depthwiseFilterGradientKernel: Kernel = defineKernel<FilterAttributes>({
  name: "DepthwiseConv2dNativeBackpropFilter",
  inputs: ["x", "dy"],
  infer: (_inputs, { filterShape }) => ({ shape: filterShape, dtype: "float32" }),
  lower: (graph, [x, dy], attributes, output) => {
    const geometry = convolutionGeometry(x.shape, attributes.filterShape, attributes, true);
    const { batchSize, inChannels, outChannels, outHeight, outWidth } = geometry;
    const pixels = outHeight * outWidth;
    const gradient = graph.reshape(graph.channelsFirst(dy), [
      batchSize,
      inChannels,
      outChannels / inChannels,
      pixels,
    ]);
    const planes = batchSize * inChannels;
    const taps = windowSlices(graph, graph.channelsFirst(x), planes, geometry).map((slice) =>
      graph.reshape(slice, [batchSize, inChannels, 1, pixels]),
    );
    const columns = taps.length === 1 ? taps[0] : graph.node("Concat", taps, { axis: 2 });
    const perImage = graph.node("MatMul", [columns, graph.transpose(gradient, [0, 1, 3, 2])]);
    const sum = graph.node("ReduceSum", [perImage, graph.int64([0])], { keepdims: 0 });
    return graph.tensor(graph.reshape(graph.transpose(sum, [1, 0, 2]), output.shape), output);
  },
});
