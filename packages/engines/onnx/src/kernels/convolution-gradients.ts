import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { sameShape } from "../graph/value.js";
import { blockedConvolution, blockedFilter, convolvesInBlocks } from "./blocked-convolution.js";
import { groupedFilter, outputFirstFilter } from "./convolution.js";
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type Geometry,
  imageOperand,
  imageResult,
  outputPadding,
  windowAttributes,
} from "./convolution-geometry.js";
import { convolvesInPhases, gradientInPhases } from "./convolution-in-phases.js";
import { depthwiseFilterGradientKernel, filterGradientKernel } from "./filter-gradients.js";
import { defineKernel, type Kernel } from "./kernel.js";

type InputAttributes = ConvolutionAttributes & { readonly inputShape: readonly number[] };

/** The gradient with stride 1 is a convolution with the filter turned by 180°, which is faster. */
function isPlainConvolution(geometry: Geometry): boolean {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  return (
    [strideHeight, strideWidth, dilationHeight, dilationWidth].every((size) => size === 1) &&
    complementaryPadding(geometry).every((size) => size >= 0)
  );
}

/** A filter [h, w, in, out] turned by 180°, with its channels exchanged: [in, out, h, w]. */
function turnedFilter(graph: GraphWriter, filter: GraphTensor): string {
  const [h, w] = filter.shape;
  const name = graph.plain(filter);
  const past = -(2 ** 31 - 1);
  const taps =
    h * w === 1 ? name : graph.slice(name, filter.shape, [-1, -1], [past, past], [0, 1], [-1, -1]);
  return graph.transpose(taps, [2, 3, 0, 1]);
}

function inputGradient(name: string, depthwise: boolean): Kernel {
  return defineKernel<InputAttributes>({
    name,
    inputs: ["dy", "filter"],
    supports: ([dy, filter], attributes) => {
      const { inputShape } = attributes;
      const geometry = convolutionGeometry(inputShape, filter.shape, attributes, depthwise);
      return sameShape(dy.shape, geometry.outShape);
    },
    infer: (_inputs, { inputShape }) => ({ shape: inputShape, dtype: "float32" }),
    lower: (graph, [dy, filter], attributes, output) => {
      const { inputShape, dataFormat } = attributes;
      const geometry = convolutionGeometry(inputShape, filter.shape, attributes, depthwise);
      const ends = { from: geometry.outChannels, to: geometry.inChannels, depthwise };
      if (dataFormat !== "NCHW" && isPlainConvolution(geometry) && convolvesInBlocks(graph, ends)) {
        const inBlocks = blockedFilter(graph, graph.plain(filter), filter.shape, ends, true);
        const window = {
          kernel_shape: [geometry.filterHeight, geometry.filterWidth],
          strides: [1, 1],
          dilations: [1, 1],
          pads: complementaryPadding(geometry),
        };
        return blockedConvolution(graph, dy, inBlocks, ends, window, output);
      }
      if (dataFormat !== "NCHW" && !depthwise && convolvesInPhases(graph, geometry)) {
        return gradientInPhases(graph, dy, filter, geometry, output);
      }
      const gradient = imageOperand(graph, dy, dataFormat);
      const group = depthwise ? geometry.inChannels : 1;
      const dx = isPlainConvolution(geometry)
        ? graph.convolution(
            [gradient, turnedFilter(graph, filter)],
            {
              kernel_shape: [geometry.filterHeight, geometry.filterWidth],
              pads: complementaryPadding(geometry),
              group,
            },
            ends,
          )
        : graph.node("ConvTranspose", [gradient, forwardFilter(graph, filter, depthwise)], {
            ...windowAttributes(geometry),
            output_padding: outputPadding(geometry),
            group,
          });
      return imageResult(graph, dx, output, dataFormat);
    },
  });
}

const forwardFilter = (graph: GraphWriter, filter: GraphTensor, depthwise: boolean) =>
  depthwise ? groupedFilter(graph, filter) : outputFirstFilter(graph, filter);

function complementaryPadding(geometry: Geometry): number[] {
  const { padInfo, filterHeight, filterWidth } = geometry;
  return [
    filterHeight - 1 - padInfo.top,
    filterWidth - 1 - padInfo.left,
    filterHeight - 1 - padInfo.bottom,
    filterWidth - 1 - padInfo.right,
  ];
}

export const convolutionGradientKernels: readonly Kernel[] = [
  inputGradient("Conv2DBackpropInput", false),
  inputGradient("DepthwiseConv2dNativeBackpropInput", true),
  filterGradientKernel,
  depthwiseFilterGradientKernel,
];
