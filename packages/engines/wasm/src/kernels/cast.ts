import * as tf from "@tensorflow/tfjs-core";
import { compose } from "./composition.js";

/** Cast. To booleans the stock kernel cuts numbers to bytes: −1 becomes 255 and 0.5 becomes 0. */
export const castKernel: tf.KernelConfig = {
  kernelName: tf.Cast,
  backendName: "wasm",
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { x } = inputs as Record<"x", tf.TensorInfo>;
    const { dtype } = attrs as unknown as tf.CastAttrs;
    return compose(backend, (kernels) => {
      if (dtype !== "bool" || x.dtype === "bool") return kernels.run(tf.Cast, { x }, { dtype });
      const zero = kernels.run(tf.ZerosLike, { x });
      return kernels.run(tf.NotEqual, { a: x, b: zero });
    });
  },
};
