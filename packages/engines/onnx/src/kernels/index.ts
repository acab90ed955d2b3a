import { affineWarpKernels } from "./affine-warp.js";
import { batchNormKernel } from "./batch-norm.js";
import { binaryKernels } from "./binary.js";
import { castKernel } from "./cast.js";
import { convolutionKernels } from "./convolution.js";
import { convolutionGradientKernels } from "./convolution-gradients.js";
import { elementwiseKernels } from "./elementwise.js";
import { gatherScatterKernels } from "./gather-scatter.js";
import type { Kernel } from "./kernel.js";
import { matMulKernels } from "./matmul.js";
import { oneHotKernel } from "./one-hot.js";
import { poolingKernels } from "./pooling.js";
import { reduceKernels } from "./reduce.js";
import { resizeKernels } from "./resize.js";
import { selectKernel } from "./select.js";
import { shapeKernels } from "./shape.js";
import { softmaxKernels } from "./softmax.js";
import { sumOfListKernel } from "./sum-of-list.js";

/** All kernels that the engine has its own code for. */
export const kernels: readonly Kernel[] = [
  ...elementwiseKernels,
  ...binaryKernels,
  castKernel,
  ...shapeKernels,
  ...reduceKernels,
  ...matMulKernels,
  ...convolutionKernels,
  ...convolutionGradientKernels,
  ...poolingKernels,
  ...gatherScatterKernels,
  ...resizeKernels,
  ...softmaxKernels,
  batchNormKernel,
  selectKernel,
  sumOfListKernel,
  oneHotKernel,
  ...affineWarpKernels,
];
