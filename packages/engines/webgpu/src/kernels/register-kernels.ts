import * as tf from "@tensorflow/tfjs-core";

/** Name of the backend that tfjs-backend-webgpu registers its kernels for. */
const stockName = "webgpu";

/** Registers the kernels of tfjs-backend-webgpu for another backend, with ours in their place where there are some. */
export function registerKernels(backendName: string): void {
  for (const kernel of tf.getKernelsForBackend(stockName)) {
    tf.registerKernel({ ...kernel, backendName });
  }
}

/** Removes all kernels of a backend. */
export function unregisterKernels(backendName: string): void {
  for (const { kernelName } of tf.getKernelsForBackend(backendName)) {
    tf.unregisterKernel(kernelName, backendName);
  }
}
