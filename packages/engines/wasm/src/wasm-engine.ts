import {
  type Engine,
  EngineError,
  type EngineSession,
  type EngineSettings,
} from "@multibatch/core";
import { heapKernels, registerWarpKernels } from "@multibatch/warp/kernels";
import * as tf from "@tensorflow/tfjs-core";
import { trainingKernels } from "./kernels/training-kernels.js";
import { createStockBackend, missingWasmFiles, unbindKernels } from "./stock-backend.js";

/** Its own name beside the stock `wasm`, whose kernels stay as they are for everyone else. */
const backendName = "multibatch-wasm";

/** tfjs-backend-wasm as an engine that trains: its own kernels and those that it lacks. */
export class WasmEngine implements Engine {
  readonly contract = 1;
  readonly name = "wasm";
  readonly description = "tfjs-backend-wasm: XNNPACK in WebAssembly SIMD, on one thread in Node";

  async availability() {
    if (!("WebAssembly" in globalThis)) {
      return {
        available: false,
        reason: "This Node runs without WebAssembly.",
        remedy: "Start Node without --jitless.",
      } as const;
    }
    const missing = missingWasmFiles();
    if (missing.length > 0) {
      return {
        available: false,
        reason: `@tensorflow/tfjs-backend-wasm is installed without ${missing.join(" and ")}.`,
        remedy: "Delete node_modules/@tensorflow/tfjs-backend-wasm and run npm install again.",
      } as const;
    }
    const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    return {
      available: true,
      detail: `WebAssembly ${simd ? "with" : "without"} SIMD, 1 thread`,
    } as const;
  }

  /** @param _settings the backend has one thread in Node, whatever is asked for */
  async start(_settings?: EngineSettings): Promise<EngineSession> {
    const availability = await this.availability();
    if (!availability.available) {
      throw new EngineError(
        `The engine wasm cannot run here. ${availability.reason} ${availability.remedy}`,
      );
    }
    if (tf.findBackendFactory(backendName) !== null) {
      throw new EngineError("The engine wasm runs already: dispose its session first.");
    }
    const backend = await createStockBackend();
    registerKernels();
    tf.registerBackend(backendName, () => backend, 0);
    await tf.setBackend(backendName);
    return {
      backend: backendName,
      threads: 1,
      fallbacks: () => ({}),
      dispose: async () => remove(),
    };
  }
}

function registerKernels(): void {
  const kernels = new Map(
    tf.getKernelsForBackend("wasm").map((stock) => [stock.kernelName, stock]),
  );
  for (const own of trainingKernels) {
    // Where ours replaces a stock kernel it may still call it, so that stays set up.
    kernels.set(own.kernelName, { ...kernels.get(own.kernelName), ...own });
  }
  for (const kernel of kernels.values()) tf.registerKernel({ ...kernel, backendName });
  registerWarpKernels(backendName, heapKernels);
}

function remove(): void {
  if (tf.findBackendFactory(backendName) === null) return;
  tf.removeBackend(backendName);
  for (const { kernelName } of tf.getKernelsForBackend(backendName)) {
    tf.unregisterKernel(kernelName, backendName);
  }
  unbindKernels();
}
