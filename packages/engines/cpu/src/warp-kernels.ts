import { arrayKernels, type WarpKernels } from "@multibatch/warp/kernels";
import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";

/** The kernels of the warp as loops over the arrays of tfjs-backend-cpu. */
export const warpKernels: WarpKernels = arrayKernels<MathBackendCPU>({
  allocate: (backend, shape) =>
    backend.makeTensorInfo(shape, "float32", new Float32Array(tf.util.sizeFromShape(shape))),
  view: (backend, { dataId }) => backend.readSync(dataId) as Float32Array,
});
