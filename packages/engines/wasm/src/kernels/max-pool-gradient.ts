import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Gradient of maxPool: the first greatest number of each window takes the window's gradient, as in
 * tfjs-cpu. The stock kernel goes wrong in windows without a positive number, where it starts its
 * search at 0; this one is a loop in JavaScript over the wasm heap, which takes about as long.
 */
export const maxPoolGradientKernel: tf.KernelConfig = {
  kernelName: tf.MaxPoolGrad,
  backendName: "wasm",
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { dy, input } = inputs as Record<"dy" | "input", tf.TensorInfo>;
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolGradAttrs;
    const info = tf.backend_util.computePool2DInfo(
      input.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const wasm = backend as BackendWasm;
    const dx = wasm.makeOutput(input.shape, "float32");
    // Views are made after the allocation: growing the heap detaches earlier ones.
    routeGradient(
      wasm.typedArrayFromHeap(input) as Float32Array,
      wasm.typedArrayFromHeap(dy) as Float32Array,
      (wasm.typedArrayFromHeap(dx) as Float32Array).fill(0),
      info,
    );
    return dx;
  },
};

/** Adds each window's gradient to `dx` where the window's first greatest number of `x` stands. */
function routeGradient(
  x: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  info: tf.backend_util.Conv2DInfo,
): void {
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth } = info;
  let window = 0;
  for (let n = 0; n < batchSize; n++) {
    const image = n * inHeight * inWidth;
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top;
      const bottom = Math.min(inHeight, top + info.filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - info.padInfo.left;
        const right = Math.min(inWidth, left + info.filterWidth);
        for (let channel = 0; channel < channels; channel++, window++) {
          let greatest = Number.NEGATIVE_INFINITY;
          let place = -1;
          for (let y = Math.max(0, top); y < bottom; y++) {
            for (let z = Math.max(0, left); z < right; z++) {
              const here = (image + y * inWidth + z) * channels + channel;
              if (x[here] > greatest) {
                greatest = x[here];
                place = here;
              }
            }
          }
          if (place >= 0) dx[place] += dy[window];
        }
      }
    }
  }
}
