import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WarpKernels } from "../kernels/warp-kernels.js";
import { arrayKernels } from "./array-kernels.js";

/** tfjs-backend-wasm as far as the warp needs it: this package depends on no backend. */
interface HeapBackend {
  makeOutput(shape: number[], dtype: "float32"): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): ArrayLike<number>;
}

/** The kernels of the warp on the heap of tfjs-backend-wasm, under whatever name it is registered. */
export const heapKernels: WarpKernels = arrayKernels<HeapBackend>({
  allocate: (backend, shape) => backend.makeOutput(shape, "float32"),
  view: (backend, info) => backend.typedArrayFromHeap(info) as Float32Array,
});
