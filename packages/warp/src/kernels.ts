export { type CentredOffsets, centredOffsets } from "./kernels/centred-offsets.js";
export { registerWarpKernels } from "./kernels/register-warp-kernels.js";
export {
  affineWarp,
  affineWarpImageGradient,
  affineWarpMatrixGradient,
  type WarpKernelName,
  type WarpKernels,
  type WarpSize,
  warpKernelNames,
} from "./kernels/warp-kernels.js";
export { type ArrayMemory, arrayKernels } from "./loops/array-kernels.js";
export { heapKernels } from "./loops/heap-kernels.js";
export { portableKernels } from "./portable/portable-kernels.js";
