import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type Composition, compose, reshaped } from "./composition.js";

/**
 * Gradient of a convolution in its images, `[n, h, w, in]`; the stock kernel is a scalar loop.
 *
 * It is the convolution of the result's gradient, spread out by the stride, with the filter turned
 * by half a turn and its channels exchanged. XNNPACK does the work.
 */
export const inputGradientKernel: tf.KernelConfig = {
  kernelName: tf.Conv2DBackpropInput,
  backendName: "wasm",
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { dy, filter } = inputs as Record<"dy" | "filter", TensorInfo>;
    const { strides, pad, dataFormat, dimRoundingMode, inputShape } =
      attrs as unknown as tf.Conv2DBackpropInputAttrs;
    const info = tf.backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as [number, number, number, number],
      strides,
      1,
      pad,
      dimRoundingMode,
      false,
      tf.backend_util.convertConv2DDataFormat(dataFormat),
    );
    return compose(backend, (kernels) => inputGradient(kernels, dy, filter, info));
  },
};

function inputGradient(
  kernels: Composition,
  dy: TensorInfo,
  filter: TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): TensorInfo {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const turned = filterHeight * filterWidth > 1 ? kernels.reverse(filter, [0, 1]) : filter;
  const exchanged = kernels.transpose(turned, [0, 1, 3, 2]);
  const spread = spreadOut(kernels, dy, strideHeight, strideWidth);

  const vertical = frame(spread.shape[1], filterHeight, padInfo.top, info.inHeight);
  const horizontal = frame(spread.shape[2], filterWidth, padInfo.left, info.inWidth);
  const [n, , , channels] = spread.shape;
  const cut =
    vertical.size === spread.shape[1] && horizontal.size === spread.shape[2]
      ? spread
      : kernels.slice(
          spread,
          [0, vertical.begin, horizontal.begin, 0],
          [n, vertical.size, horizontal.size, channels],
        );
  return kernels.conv2d(cut, exchanged, [
    [0, 0],
    [vertical.before, vertical.after],
    [horizontal.before, horizontal.after],
    [0, 0],
  ]);
}

/** `[n, h, w, c]` to `[n, h·sh, w·sw, c]`, with zeros after each pixel, by one padding. */
function spreadOut(kernels: Composition, x: TensorInfo, sh: number, sw: number): TensorInfo {
  const [n, h, w, c] = x.shape;
  const padded = kernels.pad(reshaped(x, [n * h, 1, w, c]), [
    [0, 0],
    [0, sh - 1],
    [0, 0],
    [0, (sw - 1) * c],
  ]);
  return reshaped(padded, [n, h * sh, w * sw, c]);
}

interface Frame {
  /** Rows or columns that are kept: `size` of them from `begin`. */
  readonly begin: number;
  readonly size: number;
  /** Zeros around those that are kept. */
  readonly before: number;
  readonly after: number;
}

/** Cuts and pads `size` spread pixels so that a window of `window` slides to `wanted` positions. */
function frame(size: number, window: number, padding: number, wanted: number): Frame {
  const before = window - 1 - padding;
  const after = wanted - 1 + window - size - before;
  const begin = Math.max(0, -before);
  return {
    begin,
    size: size - begin - Math.max(0, -after),
    before: Math.max(0, before),
    after: Math.max(0, after),
  };
}
