import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { elementProgram, integers } from "./program.js";

/**
 * Gradient of maxPool: the first greatest number of each window takes the window's gradient, as in
 * tfjs-cpu. The stock kernel gives it to another one where numbers are equal, which they often are
 * behind a ReLU, and needs a pass and a tensor more.
 *
 * Each number of the input looks at the windows that it is in: nothing is added from several threads,
 * so a run comes out the same each time.
 */
export const maxPoolGradientKernel: tf.KernelConfig = {
  kernelName: tf.MaxPoolGrad,
  backendName: "webgpu",
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { dy, input } = inputs as Record<"dy" | "input", tf.TensorInfo>;
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolGradAttrs;
    const shape = input.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(
      shape,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const program = elementProgram({
      key: "multibatchMaxPoolGradient",
      tensors: ["x", "dy"],
      outputShape: shape,
      uniforms: "pads : vec2<i32>, strides : vec2<i32>, window : vec2<i32>,",
      code,
    });
    return (backend as WebGPUBackend).runWebGPUProgram(program, [input, dy], "float32", [
      integers(info.padInfo.top, info.padInfo.left),
      integers(info.strideHeight, info.strideWidth),
      integers(info.filterHeight, info.filterWidth),
    ]);
  },
};

const code = `
  // Where the first greatest number of a window stands.
  fn placeOfGreatest(image : i32, corner : vec2<i32>, channel : i32) -> vec2<i32> {
    let start = max(corner, vec2<i32>(0));
    let end = min(corner + uniforms.window, uniforms.xShape.yz);
    var greatest = -uniforms.INFINITY;
    var place = vec2<i32>(-1);
    for (var row = start.x; row < end.x; row++) {
      for (var column = start.y; column < end.y; column++) {
        let value = getX(image, row, column, channel);
        if (value > greatest) {
          greatest = value;
          place = vec2<i32>(row, column);
        }
      }
    }
    return place;
  }

  fn element(index : i32) -> f32 {
    let at = getCoordsFromIndex(index);
    let padded = at.yz + uniforms.pads;
    let first = max((padded - uniforms.window + uniforms.strides) / uniforms.strides, vec2<i32>(0));
    let last = min(padded / uniforms.strides, uniforms.dyShape.yz - 1);
    var sum = 0.0;
    for (var row = first.x; row <= last.x; row++) {
      for (var column = first.y; column <= last.y; column++) {
        let corner = vec2<i32>(row, column) * uniforms.strides - uniforms.pads;
        if (all(placeOfGreatest(at.x, corner, at.w) == at.yz)) {
          sum += getDy(at.x, row, column, at.w);
        }
      }
    }
    return sum;
  }`;
