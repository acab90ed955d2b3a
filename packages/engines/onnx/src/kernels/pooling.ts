import { backend_util } from "@tensorflow/tfjs-core";
import type { GraphWriter } from "../graph/graph-writer.js";
import { sizeOf, type TensorMeta } from "../graph/value.js";
import { type Geometry, outputPadding, windowAttributes } from "./convolution-geometry.js";
import { halvingGradient, isHalving } from "./halving-pool-gradient.js";
import { defineKernel, type Kernel } from "./kernel.js";
import { nearlyFillsBlocks } from "./whole-blocks.js";

interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

function poolGeometry(x: TensorMeta, attributes: PoolAttributes): Geometry {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = [...x.shape] as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

const windowLimits = "less padding than the window";

/** ONNX Runtime refuses windows that see nothing but padding. */
function everyWindowSeesPixels(x: TensorMeta, attributes: PoolAttributes): boolean {
  const geometry = poolGeometry(x, attributes);
  const { pads } = windowAttributes(geometry) as { pads: readonly number[] };
  const { filterHeight, filterWidth } = geometry;
  return pads.every((size, side) => size < (side % 2 === 0 ? filterHeight : filterWidth));
}

const pooling = (name: string, type: string): Kernel =>
  defineKernel<PoolAttributes>({
    name,
    inputs: ["x"],
    supports: ([x], attributes) => everyWindowSeesPixels(x, attributes),
    limits: windowLimits,
    infer: ([x], attributes) => ({ shape: poolGeometry(x, attributes).outShape, dtype: x.dtype }),
    lower: (graph, [x], attributes, output) => {
      const window = windowAttributes(poolGeometry(x, attributes));
      if (x.layout === "blocked") {
        const pooled = graph.blockedNode(type, [graph.blocked(x)], window);
        return graph.tensor(pooled, output, "blocked");
      }
      const pooled = graph.node(type, [graph.channelsFirst(x)], window);
      return graph.tensor(pooled, output, "channels-first");
    },
  });

const plainAveragePooling = pooling("AvgPool", "AveragePool");

/**
 * On the processor the mean of a window is a convolution of single channels, which is two to three
 * times as fast as ONNX Runtime's average pooling.
 */
const averagePooling = defineKernel<PoolAttributes>({
  ...plainAveragePooling,
  lower: (graph, [x], attributes, output) => {
    if (graph.blockSize === undefined || x.layout === "blocked" || x.dtype !== "float32") {
      return plainAveragePooling.lower(graph, [x], attributes, [output]);
    }
    const geometry = poolGeometry(x, attributes);
    const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth } = geometry;
    const { filterHeight, filterWidth } = geometry;
    const window = windowAttributes(geometry);
    const isPadded = (window.pads as readonly number[]).some((side) => side > 0);
    const taps = Array(filterHeight * filterWidth);
    const filter = taps.fill(isPadded ? 1 : 1 / taps.length);
    const planes = [batchSize * inChannels, 1, inHeight, inWidth];
    const sums = graph.node(
      "Conv",
      [
        graph.reshape(graph.channelsFirst(x), planes),
        graph.constant("float32", [1, 1, filterHeight, filterWidth], filter),
      ],
      window,
    );
    const means = isPadded ? graph.node("Mul", [sums, inverseCounts(graph, geometry)]) : sums;
    const images = graph.reshape(means, [batchSize, inChannels, outHeight, outWidth]);
    return graph.tensor(images, output, "channels-first");
  },
});

/** Whether no input belongs to two windows. */
const windowsAreApart = (geometry: Geometry) =>
  geometry.filterHeight <= geometry.strideHeight && geometry.filterWidth <= geometry.strideWidth;

/**
 * The gradient goes to the first largest element of each window, also among equals and among
 * negative values: to the index that MaxPool reports.
 */
const maxPoolGradient = defineKernel<PoolAttributes>({
  name: "MaxPoolGrad",
  inputs: ["dy", "input", "output"],
  supports: ([, input], attributes) => everyWindowSeesPixels(input, attributes),
  limits: windowLimits,
  infer: (inputs) => ({ shape: inputs[1].shape, dtype: "float32" }),
  lower: (graph, [dy, input, pooled], attributes, output) => {
    const geometry = poolGeometry(input, attributes);
    const [n, h, w, c] = input.shape;
    if (input.layout !== "plain" && isHalving(geometry) && nearlyFillsBlocks(graph, c)) {
      return halvingGradient(graph, dy, input, pooled, output);
    }
    const window = windowAttributes(geometry);
    const [, indices] = graph.nodeWithOutputs("MaxPool", [graph.channelsFirst(input)], 2, window);
    const gradient = graph.channelsFirst(dy);
    if (windowsAreApart(geometry)) {
      const { dilations: _, ...unpooling } = window;
      const shape = graph.int64([n, c, h, w]);
      const spread = graph.node("MaxUnpool", [gradient, indices, shape], unpooling);
      return graph.tensor(spread, output, "channels-first");
    }
    const spread = graph.node(
      "ScatterElements",
      [
        graph.expand(graph.scalar(0), [sizeOf(input.shape)]),
        graph.reshape(indices, [sizeOf(dy.shape)]),
        graph.reshape(gradient, [sizeOf(dy.shape)]),
      ],
      { axis: 0, reduction: "add" },
    );
    return graph.tensor(graph.reshape(spread, [n, c, h, w]), output, "channels-first");
  },
});

/** How many inputs each window covers, 1/count as [1, 1, outHeight, outWidth]. */
function inverseCounts(graph: GraphWriter, geometry: Geometry): string {
  const covered = (
    outSize: number,
    inSize: number,
    stride: number,
    filter: number,
    before: number,
  ) =>
    Array.from({ length: outSize }, (_, i) => {
      const start = i * stride - before;
      return Math.min(start + filter, inSize) - Math.max(start, 0);
    });
  const { padInfo } = geometry;
  const rows = covered(
    geometry.outHeight,
    geometry.inHeight,
    geometry.strideHeight,
    geometry.filterHeight,
    padInfo.top,
  );
  const columns = covered(
    geometry.outWidth,
    geometry.inWidth,
    geometry.strideWidth,
    geometry.filterWidth,
    padInfo.left,
  );
  const values = rows.flatMap((height) => columns.map((width) => 1 / (height * width)));
  return graph.constant("float32", [1, 1, geometry.outHeight, geometry.outWidth], values);
}

/**
 * Each input receives dy / count of the windows that cover it; padding is not counted, as in the
 * forward pass (tfjs-cpu divides by the whole window in the gradient alone).
 */
const averagePoolGradient = defineKernel<PoolAttributes>({
  name: "AvgPoolGrad",
  inputs: ["dy", "input"],
  supports: ([, input], attributes) => everyWindowSeesPixels(input, attributes),
  limits: windowLimits,
  infer: ([, input]) => ({ shape: input.shape, dtype: "float32" }),
  lower: (graph, [dy, input], attributes, output) => {
    const geometry = poolGeometry(input, attributes);
    const { inChannels, filterHeight, filterWidth } = geometry;
    const share = graph.node("Mul", [graph.channelsFirst(dy), inverseCounts(graph, geometry)]);
    const ones = graph.constant(
      "float32",
      [inChannels, 1, filterHeight, filterWidth],
      Array(inChannels * filterHeight * filterWidth).fill(1),
    );
    const spread = graph.node("ConvTranspose", [share, ones], {
      ...windowAttributes(geometry),
      output_padding: outputPadding(geometry),
      group: inChannels,
    });
    return graph.tensor(spread, output, "channels-first");
  },
});

export const poolingKernels: readonly Kernel[] = [
  pooling("MaxPool", "MaxPool"),
  averagePooling,
  maxPoolGradient,
  averagePoolGradient,
];
