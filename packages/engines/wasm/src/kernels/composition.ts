import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** Zeros before and after, for each axis. */
export type Paddings = readonly (readonly [before: number, after: number])[];

/**
 * Stock kernels of tfjs-backend-wasm as functions, for kernels that are composed of them.
 *
 * They are called beneath tfjs's engine, which therefore does not track their results: `compose`
 * frees them.
 */
export class Composition {
  private readonly results: TensorInfo[] = [];

  constructor(readonly backend: BackendWasm) {}

  /** Runs a stock kernel; its result lives until the composition ends. */
  run(kernel: string, inputs: Record<string, TensorInfo>, attrs: object = {}): TensorInfo {
    const { kernelFunc } = tf.getKernel(kernel, "wasm");
    const result = kernelFunc({
      inputs,
      backend: this.backend,
      attrs: attrs as tf.NamedAttrMap,
    }) as TensorInfo;
    this.results.push(result);
    return result;
  }

  transpose(x: TensorInfo, perm: number[]): TensorInfo {
    return this.run("Transpose", { x }, { perm });
  }

  reverse(x: TensorInfo, dims: number[]): TensorInfo {
    return this.run("Reverse", { x }, { dims });
  }

  slice(x: TensorInfo, begin: number[], size: number[]): TensorInfo {
    return this.run("Slice", { x }, { begin, size });
  }

  /** Pads with zeros; the tensor itself where there is nothing to pad. */
  pad(x: TensorInfo, paddings: Paddings): TensorInfo {
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
    return this.run("PadV2", { x }, { paddings, constantValue: 0 });
  }

  /** Product of matrices or batches of them; neither transposed. */
  matMul(a: TensorInfo, b: TensorInfo): TensorInfo {
    return this.run("BatchMatMul", { a, b }, { transposeA: false, transposeB: false });
  }

  /** Convolution of images `[n, h, w, c]` by XNNPACK. */
  conv2d(
    x: TensorInfo,
    filter: TensorInfo,
    pad: "valid" | Paddings,
    dilations: [number, number] = [1, 1],
  ): TensorInfo {
    return this.run(
      "Conv2D",
      { x, filter },
      { strides: [1, 1], pad, dataFormat: "NHWC", dilations, dimRoundingMode: undefined },
    );
  }

  /** Frees all results but the one that is kept. */
  end(kept: TensorInfo): void {
    for (const { dataId } of this.results) {
      if (dataId !== kept.dataId) this.backend.disposeData(dataId);
    }
  }
}

/**
 * The same data under another shape. Only for use within a composition: the reference is not
 * counted.
 */
export function reshaped({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
  return { dataId, dtype, shape };
}

/** Runs a composition and frees what it made on the way to its result. */
export function compose(backend: object, body: (kernels: Composition) => TensorInfo): TensorInfo {
  const kernels = new Composition(backend as BackendWasm);
  const result = body(kernels);
  kernels.end(result);
  return result;
}
