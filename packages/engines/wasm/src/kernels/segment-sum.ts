import * as tf from "@tensorflow/tfjs-core";
import { compose, reshaped } from "./composition.js";

/**
 * Sums of rows by segment, which is the gradient of `gather`; stock tfjs-backend-wasm has none.
 * ScatterNd adds rows that meet.
 */
export const segmentSumKernel: tf.KernelConfig = {
  kernelName: tf.UnsortedSegmentSum,
  backendName: "wasm",
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { x, segmentIds } = inputs as Record<"x" | "segmentIds", tf.TensorInfo>;
    const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
    const indices = reshaped(segmentIds, [x.shape[0], 1]);
    const shape = [numSegments, ...x.shape.slice(1)];
    return compose(backend, (kernels) =>
      kernels.run(tf.ScatterNd, { indices, updates: x }, { shape }),
    );
  },
};
