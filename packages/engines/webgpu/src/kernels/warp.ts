import {
  affineWarp,
  affineWarpImageGradient,
  affineWarpMatrixGradient,
  centredOffsets,
  portableKernels,
  type WarpKernels,
  type WarpSize,
} from "@multibatch/warp/kernels";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "@tensorflow/tfjs-core";
import { elementProgram, integers, type Program } from "./program.js";
import { matrixGradientCode, warpCode } from "./warp-shaders.js";

/**
 * The kernels of the warp, in one dispatch each where stock operations take dozens. The gradient for
 * the pixels stays composed of those: only an image that depends on weights has one, such as that
 * behind another warp.
 */
export const warpKernels: WarpKernels = {
  [affineWarp]: ({ inputs, attrs, backend }) => {
    const { images, matrices } = inputs as Record<"images" | "matrices", tf.TensorInfo>;
    const size = attrs as unknown as WarpSize;
    const [count, , , channels] = images.shape;
    const program = elementProgram({
      key: "multibatchWarp",
      tensors: ["images", "matrices", "offsets"],
      outputShape: [count, size.outHeight, size.outWidth, channels],
      uniforms,
      code: warpCode,
    });
    return run(backend as WebGPUBackend, program, [images, matrices], size);
  },
  [affineWarpMatrixGradient]: ({ inputs, attrs, backend }) => {
    const { dy, images, matrices } = inputs as Record<"dy" | "images" | "matrices", tf.TensorInfo>;
    const size = attrs as unknown as WarpSize;
    const program = matrixGradientProgram(images.shape[0]);
    return run(backend as WebGPUBackend, program, [images, matrices, dy], size);
  },
  [affineWarpImageGradient]: portableKernels[affineWarpImageGradient],
};

const uniforms = "inSize : vec2<i32>, outSize : vec2<i32>,";

/** A workgroup for each image, whose threads share its points. */
function matrixGradientProgram(images: number): Program {
  return {
    shaderKey: "multibatchWarpMatrixGradient",
    variableNames: ["images", "matrices", "dy", "offsets"],
    outputShape: [images, 6],
    uniforms,
    workgroupSize: [64, 1, 1],
    dispatchLayout: { x: [1], y: [0] },
    dispatch: [1, images, 1],
    getUserCode: () => matrixGradientCode,
  };
}

/** Runs a program on some tensors and, behind them, the offsets of `CentredOffsets`. */
function run(
  backend: WebGPUBackend,
  program: Program,
  tensors: readonly tf.TensorInfo[],
  size: WarpSize,
): tf.TensorInfo {
  const { xOfColumns, yOfColumns, xOfRows, yOfRows } = centredOffsets(size);
  const numbers = Float32Array.of(...xOfColumns, ...yOfColumns, ...xOfRows, ...yOfRows);
  const offsets = backend.makeTensorInfo([numbers.length], "float32", numbers);
  const result = backend.runWebGPUProgram(program, [...tensors, offsets], "float32", [
    integers(size.inHeight, size.inWidth),
    integers(size.outHeight, size.outWidth),
  ]);
  backend.disposeData(offsets.dataId);
  return result;
}
