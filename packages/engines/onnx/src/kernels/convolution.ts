import type { GraphTensor } from "../graph/graph-tensor.js";
import type { GraphWriter } from "../graph/graph-writer.js";
import { sizeOf, type TensorMeta } from "../graph/value.js";
import { activate, type FusedActivation } from "./activation.js";
import { blockedConvolution, blockedFilter, convolvesInBlocks } from "./blocked-convolution.js";
import { alignOperands } from "./broadcast.js";
import { convolutionInColumns, convolvesInColumns } from "./channels-in-columns.js";
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  imageOperand,
  imageResult,
  windowAttributes,
} from "./convolution-geometry.js";
import { defineKernel, type Kernel } from "./kernel.js";

/** A filter [h, w, in, out] as ONNX has it: [out, in, h, w]. */
export function outputFirstFilter(graph: GraphWriter, filter: GraphTensor): string {
  return graph.transpose(graph.plain(filter), [3, 2, 0, 1]);
}

/** A depthwise filter [h, w, c, multiplier] as one group per channel: [c·multiplier, 1, h, w]. */
export function groupedFilter(graph: GraphWriter, filter: GraphTensor): string {
  const [h, w, c, multiplier] = filter.shape;
  const turned = graph.transpose(graph.plain(filter), [2, 3, 0, 1]);
  return graph.reshape(turned, [c * multiplier, 1, h, w]);
}

type Attributes = ConvolutionAttributes & FusedActivation;

/** `fused` kernels have a bias and an activation; `depthwise` ones a filter for each channel. */
function convolution(name: string, depthwise: boolean, fused: boolean): Kernel {
  const geometryOf = ([x, filter]: readonly TensorMeta[], attributes: Attributes) =>
    convolutionGeometry(x.shape, filter.shape, attributes, depthwise);
  return defineKernel<Attributes>({
    name,
    inputs: fused ? ["x", "filter", "bias", "preluActivationWeights"] : ["x", "filter"],
    infer: (inputs, attributes) => ({
      shape: geometryOf(inputs, attributes).outShape,
      dtype: "float32",
    }),
    lower: (graph, inputs, attributes, output) => {
      const [x, filter, bias, preluWeights] = inputs;
      const geometry = geometryOf(inputs, attributes);
      const channels = geometry.outChannels;
      const folded = bias !== undefined && sizeOf(bias.shape) === channels;
      const ends = { from: geometry.inChannels, to: channels, depthwise };
      if (attributes.dataFormat !== "NCHW" && (folded || !bias) && convolvesInBlocks(graph, ends)) {
        const relu = attributes.activation === "relu";
        const after = { bias: bias && flat(graph, bias, channels), relu };
        const sum =
          !depthwise && convolvesInColumns(graph, x, geometry)
            ? convolutionInColumns(graph, x, filter, geometry, output, after)
            : blockedConvolution(
                graph,
                x,
                blockedFilter(graph, graph.plain(filter), filter.shape, ends),
                ends,
                windowAttributes(geometry),
                output,
                after,
              );
        return relu ? sum : activate(graph, sum, attributes, preluWeights);
      }
      const name = graph.convolution(
        [
          imageOperand(graph, x, attributes.dataFormat),
          depthwise ? groupedFilter(graph, filter) : outputFirstFilter(graph, filter),
          ...(folded ? [flat(graph, bias, channels)] : []),
        ],
        { ...windowAttributes(geometry), group: depthwise ? geometry.inChannels : 1 },
        ends,
      );
      let sum = imageResult(graph, name, output, attributes.dataFormat);
      if (bias && !folded) {
        const { names, layout } = alignOperands(graph, [sum, bias], output.shape);
        sum = graph.tensor(graph.node("Add", [...names]), output, layout);
      }
      const alongChannels =
        preluWeights && attributes.dataFormat === "NCHW" && preluWeights.shape.length === 1
          ? perChannelFirst(graph, preluWeights)
          : preluWeights;
      return activate(graph, sum, attributes, alongChannels);
    },
  });
}

function flat(graph: GraphWriter, bias: GraphTensor, channels: number): string {
  const name = graph.plain(bias);
  return bias.shape.length === 1 ? name : graph.reshape(name, [channels]);
}

/** One number for each channel, so that it broadcasts against [n, c, h, w]. */
function perChannelFirst(graph: GraphWriter, weights: GraphTensor): GraphTensor {
  const shape = [weights.shape[0], 1, 1];
  const name = graph.reshape(graph.plain(weights), shape);
  return graph.tensor(name, { shape, dtype: weights.dtype });
}

const plain = convolution("Conv2D", false, false);
const fused = convolution("FusedConv2D", false, true);
const depthwisePlain = convolution("DepthwiseConv2dNative", true, false);
const depthwiseFused = convolution("FusedDepthwiseConv2D", true, true);

/** The kernel that does the same with a bias as third input, for a convolution without one. */
export function fusedConvolutionOf(kernel: Kernel): Kernel | undefined {
  if (kernel === plain) return fused;
  return kernel === depthwisePlain ? depthwiseFused : undefined;
}

export const isFusedConvolution = (kernel: Kernel) => kernel === fused || kernel === depthwiseFused;

export const convolutionKernels: readonly Kernel[] = [plain, fused, depthwisePlain, depthwiseFused];
