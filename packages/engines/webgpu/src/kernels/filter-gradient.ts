import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { filterGradientProgram, tilingOf } from "./filter-gradient-program.js";
import { elementProgram, integers } from "./program.js";

/**
 * Gradient of a convolution for its filter, as one large matrix product: a row for each number of the
 * filter but its output channel, a column for each output channel, summed over all output pixels of
 * all images. The stock kernel gives each weight to one thread, which runs over all of them: thousands
 * of threads that each read everything.
 *
 * Here a workgroup computes a tile of that product from tiles of the images and of the gradient that it
 * shares, and the sum over the pixels is split among workgroups (split-K), since a filter alone has
 * too few tiles for a graphics card. A second pass adds the parts, in a fixed order: a run comes out
 * the same each time.
 */
export const filterGradientKernel: tf.KernelConfig = {
  kernelName: tf.Conv2DBackpropFilter,
  backendName: "webgpu",
  kernelFunc: (call) => {
    const { x, dy } = call.inputs as Record<"x" | "dy", tf.TensorInfo>;
    const attributes = call.attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attributes;
    if (dataFormat !== "NHWC") {
      return tf.getKernel(tf.Conv2DBackpropFilter, "webgpu").kernelFunc(call);
    }
    const info = tf.backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return filterGradient(call.backend as WebGPUBackend, x, dy, info);
  },
};

function filterGradient(
  backend: WebGPUBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const tiling = tilingOf(info);
  const parts = backend.runWebGPUProgram(filterGradientProgram(tiling), [x, dy], "float32", [
    integers(info.padInfo.top, info.padInfo.left),
    integers(info.strideHeight, info.strideWidth),
    integers(info.filterHeight, info.filterWidth),
    integers(tiling.pixelsOfPart),
  ]);
  const shape = info.filterShape;
  if (tiling.parts === 1) return { dataId: parts.dataId, shape, dtype: "float32" };
  const sum = backend.runWebGPUProgram(sumOfParts(shape), [parts], "float32");
  backend.disposeData(parts.dataId);
  return sum;
}

const sumOfParts = (outputShape: readonly number[]) =>
  elementProgram({
    key: "multibatchSumOfParts",
    tensors: ["parts"],
    outputShape,
    code: `
      fn element(index : i32) -> f32 {
        var sum = 0.0;
        for (var part = 0; part < uniforms.partsShape.x; part++) {
          sum += parts[part * uniforms.size + index];
        }
        return sum;
      }`,
  });
