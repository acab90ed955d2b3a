import type { KernelBackend, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import {
  affineWarp,
  affineWarpImageGradient,
  affineWarpMatrixGradient,
  type WarpKernels,
  type WarpSize,
} from "../kernels/warp-kernels.js";
import { imageGradientLoop, type LoopShape, matrixGradientLoop, warpLoop } from "./warp-loops.js";

/** A backend whose tensors are arrays that JavaScript reaches without a copy. */
export interface ArrayMemory<Backend> {
  /** A new float32 tensor; its numbers are undefined. */
  allocate(backend: Backend, shape: number[]): TensorInfo;
  /** The numbers of a float32 tensor itself, valid until the next allocation. */
  view(backend: Backend, info: TensorInfo): Float32Array;
}

/** The kernels of the warp as loops over the tensors of a backend, in place. */
export function arrayKernels<Backend extends object>(memory: ArrayMemory<Backend>): WarpKernels {
  const kernel =
    (
      outputShape: (shape: LoopShape) => number[],
      operands: readonly ("dy" | "images" | "matrices")[],
      loop: (views: Float32Array[], shape: LoopShape) => void,
    ) =>
    ({ inputs, backend, attrs }: KernelCall): TensorInfo => {
      const shape = loopShape((inputs.dy ?? inputs.images)!, attrs as unknown as WarpSize);
      const owner = backend as unknown as Backend;
      const output = memory.allocate(owner, outputShape(shape));
      const infos = [output, ...operands.map((name) => inputs[name]!)];
      loop(
        infos.map((info) => memory.view(owner, info)),
        shape,
      );
      return output;
    };
  return {
    [affineWarp]: kernel(
      ({ count, outHeight, outWidth, channels }) => [count, outHeight, outWidth, channels],
      ["images", "matrices"],
      ([warped, images, matrices], shape) => warpLoop(warped, images, matrices, shape),
    ),
    [affineWarpImageGradient]: kernel(
      ({ count, inHeight, inWidth, channels }) => [count, inHeight, inWidth, channels],
      ["dy", "matrices"],
      ([gradient, dy, matrices], shape) => imageGradientLoop(gradient, dy, matrices, shape),
    ),
    [affineWarpMatrixGradient]: kernel(
      ({ count }) => [count, 6],
      ["dy", "images", "matrices"],
      ([gradient, dy, images, matrices], shape) =>
        matrixGradientLoop(gradient, dy, images, matrices, shape),
    ),
  };
}

interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo | undefined>>;
  readonly backend: KernelBackend | object;
  readonly attrs?: NamedAttrMap;
}

/** @param images tensor `[n, h, w, c]` on either side of the warp */
function loopShape(images: TensorInfo, size: WarpSize): LoopShape {
  return { ...size, count: images.shape[0], channels: images.shape[3] };
}
