import * as tf from "@tensorflow/tfjs-core";
import { type WarpKernels, warpKernelNames } from "./warp-kernels.js";

/**
 * Registers kernels of the warp for a backend, in place of those that it may have already.
 *
 * @param backendName name of a tfjs backend
 */
export function registerWarpKernels(backendName: string, kernels: WarpKernels): void {
  for (const kernelName of warpKernelNames) {
    // tfjs warns of a kernel that is registered twice.
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc: kernels[kernelName] });
  }
}
