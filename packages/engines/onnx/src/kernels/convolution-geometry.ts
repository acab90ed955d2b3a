import { backend_util } from "@tensorflow/tfjs-core";
import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import type { TensorMeta } from "../graph/value.js";
import type { OnnxAttributes } from "../onnx/attributes.js";

type Shape4D = [number, number, number, number];

/** Attributes that all convolution kernels of tfjs share. */
export interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Sizes of a convolution or a pooling window over [n, h, w, c]. */
export type Geometry = backend_util.Conv2DInfo;

/** Works out the sizes of a convolution. */
export function convolutionGeometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
  depthwise = false,
): Geometry {
  return backend_util.computeConv2DInfo(
    [...inputShape] as Shape4D,
    [...filterShape] as Shape4D,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    depthwise,
    attributes.dataFormat === "NCHW" ? "channelsFirst" : "channelsLast",
  );
}

/** Strides, dilations, window and padding as attributes of an ONNX node. */
export function windowAttributes(geometry: Geometry): OnnxAttributes {
  const { top, left } = geometry.padInfo;
  const [bottom, right] = endPadding(geometry);
  return {
    kernel_shape: [geometry.filterHeight, geometry.filterWidth],
    strides: [geometry.strideHeight, geometry.strideWidth],
    dilations: [geometry.dilationHeight, geometry.dilationWidth],
    pads: [top, left, bottom, right],
  };
}

/** Padding below and to the right: more than tfjs says where it rounds sizes up. */
export function endPadding(geometry: Geometry): [number, number] {
  const { padInfo, inHeight, inWidth, outHeight, outWidth } = geometry;
  const height = geometry.effectiveFilterHeight + (outHeight - 1) * geometry.strideHeight;
  const width = geometry.effectiveFilterWidth + (outWidth - 1) * geometry.strideWidth;
  return [
    Math.max(padInfo.bottom, height - inHeight - padInfo.top),
    Math.max(padInfo.right, width - inWidth - padInfo.left),
  ];
}

/** Rows and columns at the end that no window reaches, because the stride skips them. */
export function outputPadding(geometry: Geometry): [number, number] {
  const { padInfo, inHeight, inWidth, outHeight, outWidth } = geometry;
  const [bottom, right] = endPadding(geometry);
  const height = geometry.effectiveFilterHeight + (outHeight - 1) * geometry.strideHeight;
  const width = geometry.effectiveFilterWidth + (outWidth - 1) * geometry.strideWidth;
  return [inHeight + padInfo.top + bottom - height, inWidth + padInfo.left + right - width];
}

/** Name of an image batch as [n, c, h, w], whichever order tfjs holds it in. */
export function imageOperand(
  graph: GraphWriter,
  image: GraphTensor,
  dataFormat: "NHWC" | "NCHW" = "NHWC",
): string {
  return dataFormat === "NCHW" ? graph.plain(image) : graph.channelsFirst(image);
}

/** A result that was computed as [n, c, h, w]. */
export function imageResult(
  graph: GraphWriter,
  name: string,
  output: TensorMeta,
  dataFormat: "NHWC" | "NCHW" = "NHWC",
): GraphTensor {
  return graph.tensor(name, output, dataFormat === "NCHW" ? "plain" : "channels-first");
}
