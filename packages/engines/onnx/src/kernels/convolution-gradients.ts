import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { groupedFilter, outputFirstFilter } from "./convolution.js";
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  endPadding,
  type Geometry,
  imageOperand,
  imageResult,
  windowAttributes,
} from "./convolution-geometry.js";
import { depthwiseFilterGradientKernel, filterGradientKernel } from "./filter-gradients.js";
import { defineKernel, type Kernel } from "./kernel.js";

type InputAttributes = ConvolutionAttributes & { readonly inputShape: readonly number[] };

/** The gradient with stride 1 is a convolution with the filter turned by 180°, which is faster. */
function isPlainConvolution(geometry: Geometry): boolean {
  const { padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const paddings = [
    geometry.filterHeight - 1 - padInfo.top,
    geometry.filterWidth - 1 - padInfo.left,
  ];
  const ones = [strideHeight, strideWidth, dilationHeight, dilationWidth];
  const ends = [
    geometry.filterHeight - 1 - padInfo.bottom,
    geometry.filterWidth - 1 - padInfo.right,
  ];
  return ones.every((n) => n === 1) && [...paddings, ...ends].every((n) => n >= 0);
}

/** A filter [h, w, in, out] turned by 180°. */
function turned(graph: GraphWriter, filter: GraphTensor): string {
  const [h, w] = filter.shape;
  const name = graph.plain(filter);
  if (h * w === 1) return name;
  const past = -(2 ** 31 - 1);
  return graph.slice(name, filter.shape, [-1, -1], [past, past], [0, 1], [-1, -1]);
}

function inputGradient(name: string, depthwise: boolean): Kernel {
  return defineKernel<InputAttributes>({
    name,
    inputs: ["dy", "filter"],
    infer: (_inputs, { inputShape }) => ({ shape: inputShape, dtype: "float32" }),
    lower: (graph, [dy, filter], attributes, output) => {
      const { inputShape, dataFormat } = attributes;
      const geometry = convolutionGeometry(inputShape, filter.shape, attributes, depthwise);
      const gradient = imageOperand(graph, dy, dataFormat);
      const group = depthwise ? geometry.inChannels : 1;
      const dx = isPlainConvolution(geometry)
        ? graph.node("Conv", [gradient, turnedFilter(graph, filter, depthwise)], {
            kernel_shape: [geometry.filterHeight, geometry.filterWidth],
            pads: complementaryPadding(geometry),
            group,
          })
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

/** The turned filter with the roles of its channels exchanged. */
function turnedFilter(graph: GraphWriter, filter: GraphTensor, depthwise: boolean): string {
  return graph.transpose(turned(graph, filter), depthwise ? [2, 3, 0, 1] : [2, 3, 0, 1]);
}

function complementaryPadding(geometry: Geometry): number[] {
  const { padInfo, filterHeight, filterWidth } = geometry;
  return [
    filterHeight - 1 - padInfo.top,
    filterWidth - 1 - padInfo.left,
    filterHeight - 1 - padInfo.bottom,
    filterWidth - 1 - padInfo.right,
  ];
}

/** Rows and columns at the end that no window reaches, because the stride skips them. */
function outputPadding(geometry: Geometry): number[] {
  const { padInfo } = geometry;
  const [bottom, right] = endPadding(geometry);
  const rows = (geometry.outHeight - 1) * geometry.strideHeight + geometry.effectiveFilterHeight;
  const columnsCovered =
    (geometry.outWidth - 1) * geometry.strideWidth + geometry.effectiveFilterWidth;
  return [
    geometry.inHeight - (rows - padInfo.top - bottom),
    geometry.inWidth - (columnsCovered - padInfo.left - right),
  ];
}

export const convolutionGradientKernels: readonly Kernel[] = [
  inputGradient("Conv2DBackpropInput", false),
  inputGradient("DepthwiseConv2dNativeBackpropInput", true),
  filterGradientKernel,
  depthwiseFilterGradientKernel,
];
