import {
  type Availability,
  type Engine,
  EngineError,
  type EngineSession,
  type EngineSettings,
  messageOf,
} from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { backendName, OnnxBackend } from "./backend.js";
import { describeDevices, deviceProblem } from "./devices.js";
import { exportOnnx } from "./export.js";
import type { Device, OnnxEngineOptions } from "./onnx-options.js";
import { physicalCores } from "./physical-cores.js";
import { registerKernels, unregisterKernels } from "./register-kernels.js";
import { runningBackend } from "./running-backend.js";
import { loadRuntime } from "./session.js";
import type { OnnxBackendStatistics } from "./statistics.js";

/** Makes the engine; `threads` given at the start wins over the option. */
export function onnxEngine(options: OnnxEngineOptions): Engine {
  return {
    contract: 1,
    name: "onnx",
    description:
      "ONNX Runtime on the CPU: each training step is recorded, compiled once and replayed",
    availability: async () => availability(options.device),
    start: (settings) => start(options, settings),
  };
}

function availability(device: Device): Availability {
  try {
    loadRuntime();
    const refusal = deviceProblem(device);
    if (refusal) {
      const remedy = 'Choose the device "cpu", or mend what ONNX Runtime says is missing.';
      return { available: false, reason: `The device ${device}: ${refusal}`, remedy };
    }
    const detail = `ONNX Runtime on ${process.platform} ${process.arch}, computing on ${device} (${describeDevices()})`;
    return { available: true, detail };
  } catch (error) {
    return {
      available: false,
      reason: messageOf(error),
      remedy:
        "Install onnxruntime-node 1.27.0 for this platform, or choose the engine wasm or cpu.",
    };
  }
}

async function start(
  options: OnnxEngineOptions,
  settings: EngineSettings = {},
): Promise<EngineSession> {
  loadRuntime();
  if (runningBackend()) {
    throw new EngineError(
      "The onnx engine is running already in this process: dispose the other session first.",
    );
  }
  const refusal = deviceProblem(options.device);
  if (refusal) {
    throw new EngineError(
      `ONNX Runtime cannot compute on the device ${options.device}: ${refusal}. Choose the device "cpu".`,
    );
  }
  const threads = settings.threads ?? options.threads ?? physicalCores();
  const backend = new OnnxBackend({ ...options, threads });
  registerKernels();
  tf.registerBackend(backendName, () => backend, 0);
  if (!(await tf.setBackend(backendName))) {
    throw new EngineError("tfjs did not accept the onnx backend.");
  }
  await tf.ready();
  return {
    backend: backendName,
    threads,
    fallbacks: () => ({ ...backend.statistics.fallbacks }),
    adopt: (values, shape) =>
      tf.engine().makeTensorFromTensorInfo(backend.makeAdopted(values, shape)),
    exportOnnx: async (forward, imageShape) => exportOnnx(forward, imageShape),
    dispose: async () => {
      if (runningBackend() !== backend) return;
      tf.removeBackend(backendName);
      unregisterKernels();
    },
  };
}

/**
 * What the backend did since it was started.
 *
 * @throws EngineError when the engine is not running
 */
export function onnxBackendStatistics(): OnnxBackendStatistics {
  const backend = runningBackend();
  if (!backend) throw new EngineError("The onnx engine is not running: call start() first.");
  return { ...backend.statistics, fallbacks: { ...backend.statistics.fallbacks } };
}
