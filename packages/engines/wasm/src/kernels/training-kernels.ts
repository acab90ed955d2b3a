import type { KernelConfig } from "@tensorflow/tfjs-core";
import { castKernel } from "./cast.js";
import { filterGradientKernel } from "./filter-gradient.js";
import { inputGradientKernel } from "./input-gradient.js";
import { matrixProductKernel } from "./matrix-product.js";
import { maxPoolGradientKernel } from "./max-pool-gradient.js";
import { segmentSumKernel } from "./segment-sum.js";

/** What training needs and tfjs-backend-wasm lacks, does wrongly, or does slowly. */
export const trainingKernels: readonly KernelConfig[] = [
  castKernel,
  filterGradientKernel,
  inputGradientKernel,
  matrixProductKernel,
  maxPoolGradientKernel,
  segmentSumKernel,
];
