import type * as tf from "@tensorflow/tfjs-core";

/** Name of the kernel that warps: inputs `images` [n, h, w, c] and `matrices` [n, 6]. */
export const affineWarp = "AffineWarp";
/** Name of the gradient for the pixels: inputs `dy` [n, hOut, wOut, c] and `matrices`. */
export const affineWarpImageGradient = "AffineWarpImageGradient";
/** Name of the gradient for the matrices: inputs `dy`, `images` and `matrices`. */
export const affineWarpMatrixGradient = "AffineWarpMatrixGradient";

/** Names of all kernels of the warp. */
export const warpKernelNames = [
  affineWarp,
  affineWarpImageGradient,
  affineWarpMatrixGradient,
] as const;

export type WarpKernelName = (typeof warpKernelNames)[number];

/** Attributes of all kernels of the warp, in pixels. */
export interface WarpSize {
  /** Height of the input images. */
  readonly inHeight: number;
  /** Width of the input images. */
  readonly inWidth: number;
  /** Height of the warped images. */
  readonly outHeight: number;
  /** Width of the warped images. */
  readonly outWidth: number;
}

/** One function for each kernel, under its name. */
export type WarpKernels = Readonly<Record<WarpKernelName, tf.KernelFunc>>;
