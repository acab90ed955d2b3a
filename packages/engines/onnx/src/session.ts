import { createRequire } from "node:module";
import { join } from "node:path";
import { EngineError, messageOf } from "@multibatch/core";
import type { DataArray, ElementType } from "./graph/value.js";
import type { Device } from "./onnx-options.js";

/*
 * The one file that knows onnxruntime-node's internal binding. The public `InferenceSession.run` is
 * this same call inside `setImmediate`: it blocks just as long, but makes every read asynchronous,
 * which a tfjs backend with `dataSync` cannot be. The package is pinned to one version for it.
 */

/** A tensor of ONNX Runtime. */
export interface NativeTensor {
  readonly type: string;
  readonly data: DataArray;
  readonly dims: readonly number[];
  /** `gpu-buffer` where it lies in a device's memory, and has no data here. */
  readonly location: string;
  /** Gives the memory of a device back. */
  dispose(): void;
}

interface NativeSession {
  loadModel(bytes: ArrayBuffer, offset: number, length: number, options: object): void;
  /** Outputs named with a tensor are written into it, those named with null are allocated. */
  run(
    feeds: Record<string, NativeTensor>,
    fetches: Record<string, NativeTensor | null>,
    options: object,
  ): Record<string, NativeTensor>;
  endProfiling(): void;
  dispose(): void;
}

interface Binding {
  readonly binding: {
    readonly InferenceSession: new () => NativeSession;
    listSupportedBackends(): readonly { readonly name: string }[];
  };
  initOrt(): void;
}

interface TensorConstructor {
  new (type: ElementType, data: DataArray, dims: readonly number[]): NativeTensor;
}

const require = createRequire(import.meta.url);

let loaded: { binding: Binding; Tensor: TensorConstructor } | undefined;

/**
 * Loads the native library.
 *
 * @throws EngineError when there is none for this platform, or it is another version of the package
 */
export function loadRuntime(): { binding: Binding; Tensor: TensorConstructor } {
  if (loaded) return loaded;
  try {
    const binding = require("onnxruntime-node/dist/binding") as Binding;
    const { Tensor } = require("onnxruntime-common") as { Tensor: TensorConstructor };
    binding.initOrt();
    loaded = { binding, Tensor };
    return loaded;
  } catch (cause) {
    throw new EngineError(
      `ONNX Runtime cannot be loaded on ${process.platform} ${process.arch}: ${messageOf(cause)}. ` +
        "Check that onnxruntime-node 1.27.0 is installed, or choose another engine.",
      { cause },
    );
  }
}

/** Makes a tensor around an array, without a copy. */
export function nativeTensor(
  dtype: ElementType,
  data: DataArray,
  shape: readonly number[],
): NativeTensor {
  return new (loadRuntime().Tensor)(dtype, data, shape);
}

/** How sessions compute. */
export interface SessionSettings {
  readonly threads: number;
  readonly device: Device;
  /** Folder for traces; none are written without one. */
  readonly traces?: string;
}

/**
 * How threads wait for the next operator. Most waits end within microseconds, and to be woken costs
 * more than that: a short active wait makes small batches 1.4 times as fast. A longer one takes the
 * processor from others. Between runs all sleep.
 */
const waiting = {
  intra_op: { allow_spinning: "1", spin_duration_us: "50" },
  force_spinning_stop: "1",
};

/** What is different for some nodes and results of a session. */
export interface SessionPlacement {
  /** Names of nodes that the WebGPU provider must not take. */
  readonly leftToProcessor?: readonly string[];
  /** Names of outputs that stay in the device's memory. */
  readonly stayOnDevice?: readonly string[];
}

let sessions = 0;

function providers(device: Device, leftToProcessor: readonly string[]): readonly unknown[] {
  if (device === "cpu") return ["cpu"];
  if (leftToProcessor.length === 0) return [device, "cpu"];
  return [{ name: device, forceCpuNodeNames: leftToProcessor }, "cpu"];
}

const onDevice = (outputs: readonly string[]) =>
  Object.fromEntries(outputs.map((name) => [name, "gpu-buffer"]));

/** A compiled model that runs synchronously. */
export class Session {
  private readonly native: NativeSession;

  /** @throws EngineError when ONNX Runtime refuses the model */
  constructor(
    model: Uint8Array,
    private readonly settings: SessionSettings,
    { leftToProcessor = [], stayOnDevice = [] }: SessionPlacement = {},
  ) {
    const { threads, device, traces } = settings;
    this.native = new (loadRuntime().binding.binding.InferenceSession)();
    const options = {
      // What a graphics card has no kernel for is left to the processor.
      executionProviders: providers(device, leftToProcessor),
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      // For graphs with gradients the layouts that "all" adds cost more than they bring.
      graphOptimizationLevel: "extended",
      // The plan of all buffers at once takes 1.6 times the memory for the same speed.
      enableMemPattern: false,
      extra: { session: waiting },
      ...(stayOnDevice.length > 0 ? { preferredOutputLocation: onDevice(stayOnDevice) } : {}),
      enableProfiling: traces !== undefined,
      profileFilePrefix: traces && join(traces, `graph-${++sessions}`),
      // Errors are thrown: ONNX Runtime need not print them as well.
      logSeverityLevel: 4,
    };
    const { buffer, byteOffset, byteLength } = model;
    this.native.loadModel(buffer as ArrayBuffer, byteOffset, byteLength, options);
  }

  /** Computes all outputs named in `fetches`. */
  run(
    feeds: Record<string, NativeTensor>,
    fetches: Record<string, NativeTensor | null>,
  ): Record<string, NativeTensor> {
    return this.native.run(feeds, fetches, {});
  }

  dispose(): void {
    if (this.settings.traces !== undefined) this.native.endProfiling();
    this.native.dispose();
  }
}
