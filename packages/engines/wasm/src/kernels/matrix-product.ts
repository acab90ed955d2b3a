import * as tf from "@tensorflow/tfjs-core";
import { type Composition, compose } from "./composition.js";

/**
 * Matrix product. The stock kernel falls from XNNPACK to a scalar loop where an operand is
 * transposed, as in every gradient of a matrix product: transposing first is faster.
 */
export const matrixProductKernel: tf.KernelConfig = {
  kernelName: tf.BatchMatMul,
  backendName: "wasm",
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as Record<"a" | "b", tf.TensorInfo>;
    const { transposeA, transposeB } = attrs as unknown as tf.BatchMatMulAttrs;
    return compose(backend, (kernels) =>
      kernels.matMul(
        transposeA ? transposed(kernels, a) : a,
        transposeB ? transposed(kernels, b) : b,
      ),
    );
  },
};

/** Exchanges the last two axes. */
function transposed(kernels: Composition, x: tf.TensorInfo): tf.TensorInfo {
  const axes = x.shape.map((_, axis) => axis);
  return kernels.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
