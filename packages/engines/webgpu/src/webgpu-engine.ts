import {
  type Availability,
  type Engine,
  EngineError,
  type EngineSession,
  type EngineSettings,
} from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { adapterName, isSoftware } from "./adapter.js";
import { findDawn, openDawn, withNavigator } from "./dawn.js";
import { openDevice } from "./device.js";
import { diagnose } from "./diagnose.js";
import { registerKernels, unregisterKernels } from "./kernels/register-kernels.js";
import { type Probe, type ProbeResult, probeInChild } from "./probe.js";
import { TrainingBackend } from "./training-backend.js";
import { dawnSwitches, type WebgpuOptions } from "./webgpu-options.js";

/** Its own name beside the stock `webgpu`, whose kernels stay as they are for everyone else. */
const backendName = "multibatch-webgpu";

/** What the engine finds on the machine; tests put something else in its place. */
export interface Surroundings {
  /** File of the package `webgpu`; undefined where there is none. */
  readonly dawn: string | undefined;
  readonly probe: Probe;
}

/** tfjs-backend-webgpu on Dawn as an engine that trains. */
export class WebgpuEngine implements Engine {
  readonly contract = 1;
  readonly name = "webgpu";
  readonly description =
    "tfjs-backend-webgpu on Dawn: graphics cards of every maker, through Vulkan, Metal or Direct3D";
  private probing: Promise<ProbeResult> | undefined;

  constructor(
    private readonly options: WebgpuOptions,
    private readonly surroundings: Surroundings = { dawn: findDawn(), probe: probeInChild },
  ) {}

  async availability(): Promise<Availability> {
    const { dawn, probe } = this.surroundings;
    if (dawn === undefined) return diagnose("no package", this.options);
    // Takes a second, so it is done once: `auto` asks for availability and then starts.
    this.probing ??= probe({
      dawn,
      switches: dawnSwitches(this.options),
      powerPreference: this.options.powerPreference,
    });
    const result = await this.probing;
    if (!result.works) return diagnose(result, this.options);
    const detail = `WebGPU on ${adapterName(result.adapter)}`;
    return isSoftware(result.adapter)
      ? {
          available: true,
          detail: `${detail}, in software`,
          onlyByName: "a software driver, no graphics card",
        }
      : { available: true, detail };
  }

  /** @param _settings a graphics card has no threads to choose */
  async start(_settings?: EngineSettings): Promise<EngineSession> {
    const availability = await this.availability();
    if (!availability.available) {
      throw new EngineError(
        `The engine webgpu cannot run here. ${availability.reason} ${availability.remedy}`,
      );
    }
    if (tf.findBackendFactory(backendName) !== null) {
      throw new EngineError("The engine webgpu runs already: dispose its session first.");
    }
    const gpu = await openDawn(this.surroundings.dawn as string, dawnSwitches(this.options));
    const open = await openDevice(gpu, this.options.powerPreference);
    const backend = withNavigator(gpu, () => new TrainingBackend(open));
    registerKernels(backendName);
    tf.registerBackend(backendName, () => backend, 0);
    await tf.setBackend(backendName);
    return {
      backend: backendName,
      threads: 1,
      fallbacks: () => ({}),
      adopt: (values, shape) => {
        const tensor = tf.tensor(values, [...shape]);
        backend.uploadToGPU(tensor.dataId);
        return tensor;
      },
      dispose: async () => {
        if (tf.findBackendFactory(backendName) === null) return;
        tf.removeBackend(backendName);
        unregisterKernels(backendName);
      },
    };
  }
}
