import type { Engine, EngineSession, EngineSettings } from "@multibatch/core";
import { registerWarpKernels } from "@multibatch/warp/kernels";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { warpKernels } from "./warp-kernels.js";

const backend = "cpu";

/** tfjs-backend-cpu as an engine: plain JavaScript, one thread, the reference for all others. */
export class CpuEngine implements Engine {
  readonly contract = 1;
  readonly name = "cpu";
  readonly description = "tfjs-backend-cpu: plain JavaScript on one thread, slow and everywhere";

  async availability() {
    return { available: true, detail: "plain JavaScript on 1 thread" } as const;
  }

  /** @param _settings the backend has one thread, whatever is asked for */
  async start(_settings?: EngineSettings): Promise<EngineSession> {
    // Outside production mode the first kernel on this backend prints a banner that advises
    // tfjs-node: it would tear progress bars, and who chose this engine knows what it is. All that
    // production mode does is to silence warnings of tfjs like this one.
    tf.enableProdMode();
    registerFactory();
    registerWarpKernels(backend, warpKernels);
    await tf.setBackend(backend);
    return {
      backend,
      threads: 1,
      fallbacks: () => ({}),
      dispose: async () => {
        if (tf.findBackendFactory(backend) !== null) tf.removeBackend(backend);
        // Others may compute on it later: importing tfjs-backend-cpu promises that it can be had.
        registerFactory();
      },
    };
  }
}

function registerFactory(): void {
  if (tf.findBackendFactory(backend) === null) {
    tf.registerBackend(backend, () => new MathBackendCPU(), 1);
  }
}
