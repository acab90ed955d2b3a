import "@tensorflow/tfjs-backend-webgpu";
import { registerWarpKernels } from "@multibatch/warp/kernels";
import * as tf from "@tensorflow/tfjs-core";
import { filterGradientKernel } from "./filter-gradient.js";
import { maxPoolGradientKernel } from "./max-pool-gradient.js";
import { momentumUpdateKernel } from "./momentum-update.js";
import { warpKernels } from "./warp.js";

/** Name of the backend that tfjs-backend-webgpu registers its kernels for. */
const stockName = "webgpu";

/** Ours, in place of stock ones or beside them. */
const ownKernels: readonly tf.KernelConfig[] = [
  filterGradientKernel,
  maxPoolGradientKernel,
  momentumUpdateKernel,
];

/** Registers the kernels of tfjs-backend-webgpu for another backend, with ours where there are some. */
export function registerKernels(backendName: string): void {
  const stock = tf.getKernelsForBackend(stockName);
  const kernels = new Map([...stock, ...ownKernels].map((kernel) => [kernel.kernelName, kernel]));
  for (const kernel of kernels.values()) tf.registerKernel({ ...kernel, backendName });
  registerWarpKernels(backendName, warpKernels);
}

/** Removes all kernels of a backend. */
export function unregisterKernels(backendName: string): void {
  for (const { kernelName } of tf.getKernelsForBackend(backendName)) {
    tf.unregisterKernel(kernelName, backendName);
  }
}
