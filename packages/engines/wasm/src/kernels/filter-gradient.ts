import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type Composition, compose, reshaped } from "./composition.js";

/**
 * Gradient of a convolution in its filter, `[kh, kw, in, out]`; stock tfjs-backend-wasm has none.
 *
 * The gradient is itself a convolution: of the images with channels and batch exchanged,
 * `[in, h, w, n]`, by the gradient of the result as a filter `[oh, ow, n, out]`, dilated by the
 * stride. XNNPACK then does the work at full speed. For 1×1 filters it is one matrix product.
 */
export const filterGradientKernel: tf.KernelConfig = {
  kernelName: tf.Conv2DBackpropFilter,
  backendName: "wasm",
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { x, dy } = inputs as Record<"x" | "dy", TensorInfo>;
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
      attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    const info = tf.backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
      false,
      tf.backend_util.convertConv2DDataFormat(dataFormat),
    );
    const pointwise = info.filterHeight * info.filterWidth * info.strideHeight * info.strideWidth;
    return compose(backend, (kernels) =>
      pointwise === 1 ? byMatrixProduct(kernels, x, dy, info) : byConvolution(kernels, x, dy, info),
    );
  },
};

type ConvolutionInfo = tf.backend_util.Conv2DInfo;

function byMatrixProduct(
  kernels: Composition,
  x: TensorInfo,
  dy: TensorInfo,
  { inChannels, outChannels }: ConvolutionInfo,
): TensorInfo {
  const pixels = dy.shape[0] * dy.shape[1] * dy.shape[2];
  const transposed = kernels.transpose(reshaped(x, [pixels, inChannels]), [1, 0]);
  const product = kernels.matMul(transposed, reshaped(dy, [pixels, outChannels]));
  return reshaped(product, [1, 1, inChannels, outChannels]);
}

function byConvolution(
  kernels: Composition,
  x: TensorInfo,
  dy: TensorInfo,
  info: ConvolutionInfo,
): TensorInfo {
  const vertical = visible(
    info.inHeight,
    info.padInfo.top,
    (info.outHeight - 1) * info.strideHeight + info.filterHeight,
  );
  const horizontal = visible(
    info.inWidth,
    info.padInfo.left,
    (info.outWidth - 1) * info.strideWidth + info.filterWidth,
  );
  const { batchSize, inChannels, inHeight, inWidth } = info;
  const seen =
    vertical.size === inHeight && horizontal.size === inWidth
      ? x
      : kernels.slice(x, [0, 0, 0, 0], [batchSize, vertical.size, horizontal.size, inChannels]);
  const gradient = kernels.conv2d(
    kernels.transpose(seen, [3, 1, 2, 0]),
    kernels.transpose(dy, [1, 2, 0, 3]),
    [
      [0, 0],
      [info.padInfo.top, vertical.after],
      [info.padInfo.left, horizontal.after],
      [0, 0],
    ],
    [info.strideHeight, info.strideWidth],
  );
  return kernels.transpose(gradient, [1, 2, 0, 3]);
}

/**
 * How many of `size` pixels the windows see, and the zeros that they see after them: a stride may
 * leave a rest, and the padding may be larger than what is used.
 */
function visible(size: number, before: number, covered: number): { size: number; after: number } {
  const end = covered - before;
  return { size: Math.min(size, end), after: Math.max(0, end - size) };
}
