import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  type Availability,
  type Engine,
  EngineError,
  type EngineSession,
  type EngineSettings,
  messageOf,
} from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Installation, inspectInstallation } from "./installation.js";
import { type TensorflowPackage, tensorflowPackages } from "./packages.js";
import { registerPaddedConvolutions } from "./padded-convolutions.js";
import type { ProbeResult } from "./probe.js";
import { presentSurroundings, type Surroundings } from "./surroundings.js";

/** Name under which both packages register their backend. */
const backend = "tensorflow";

type BackendFactory = ReturnType<typeof tf.findBackendFactory>;

/** The package that this process has loaded: it can be loaded once, and only one of the two. */
let loaded:
  | { readonly folder: string; readonly factory: BackendFactory; readonly threads: number }
  | undefined;

/** tfjs-node-gpu or tfjs-node as an engine, where the user has installed it. */
export class TensorflowEngine implements Engine {
  readonly contract = 1;
  readonly name: TensorflowPackage["engine"];
  readonly description: string;
  private readonly wanted: TensorflowPackage;
  private probing: Promise<ProbeResult> | undefined;

  /** @param surroundings where to look for the packages; tests look in folders of their own */
  constructor(
    device: "gpu" | "cpu" = "gpu",
    private readonly surroundings: Surroundings = presentSurroundings(),
  ) {
    this.wanted = tensorflowPackages[device];
    this.name = this.wanted.engine;
    this.description = `${this.wanted.name}: TensorFlow ${device === "gpu" ? "on CUDA" : "on the CPU"}`;
  }

  /** Looks at files first; only what is complete is loaded, and that in a process of its own. */
  async availability(): Promise<Availability> {
    try {
      const installation = inspectInstallation(this.wanted, this.surroundings);
      if (!installation.available) return installation;
      return (await this.checkLoading(installation)) ?? available(this.wanted, installation);
    } catch (error) {
      return {
        available: false,
        reason: `${this.wanted.name} could not be examined: ${messageOf(error)}.`,
        remedy: `Run npm install ${this.wanted.name}@4.22 again. It needs ${this.wanted.needs}.`,
      };
    }
  }

  async start(settings: EngineSettings = {}): Promise<EngineSession> {
    const availability = await this.availability();
    if (!availability.available) {
      throw new EngineError(
        `The engine ${this.name} cannot run here. ${availability.reason} ${availability.remedy}`,
      );
    }
    const installation = inspectInstallation(this.wanted, this.surroundings) as Installation;
    const { factory, threads } = this.load(installation.folder, settings);
    if (tf.findBackendFactory(backend) === null) tf.registerBackend(backend, factory, 3);
    await tf.setBackend(backend);
    return {
      backend,
      threads,
      fallbacks: () => ({}),
      dispose: async () => {
        if (tf.findBackendFactory(backend) !== null) tf.removeBackend(backend);
      },
    };
  }

  private async checkLoading({ folder }: Installation): Promise<Availability | undefined> {
    const { name, device, needs } = this.wanted;
    if (loaded?.folder === folder) return undefined;
    if (loaded || tf.findBackendFactory(backend) !== null) {
      return {
        available: false,
        reason: `Another package has registered the backend "${backend}" in this process.`,
        remedy: `Run the engine ${this.name} in a process of its own.`,
      };
    }
    // Takes seconds, so it is done once: `auto` asks for availability and then starts.
    this.probing ??= this.surroundings.probe(folder);
    const probe = await this.probing;
    if (!probe.loads) {
      return {
        available: false,
        reason: `${name} is installed but does not load: ${probe.why}.`,
        remedy:
          `It needs ${needs}. Where its installation was interrupted, or was made on another machine, ` +
          `delete ${folder} and run npm install ${name}@4.22 again.`,
      };
    }
    if (device === "gpu" && !probe.usesGpu) {
      return {
        available: false,
        reason: `${name} loads but finds no GPU, and would compute on the CPU.`,
        remedy:
          "Check nvidia-smi, and that the libraries of CUDA 11.2 and cuDNN 8.1 are on LD_LIBRARY_PATH (PATH on Windows).",
      };
    }
    return undefined;
  }

  private load(folder: string, { threads }: EngineSettings): NonNullable<typeof loaded> {
    if (loaded?.folder === folder) return loaded;
    // TensorFlow reads these while it starts, and logs to the terminal without the first.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
    if (threads) process.env.TF_NUM_INTRAOP_THREADS = String(threads);
    try {
      createRequire(join(folder, "package.json"))(folder);
      const factory = tf.findBackendFactory(backend);
      if (factory === null) throw new Error(`it registers no backend "${backend}"`);
      registerPaddedConvolutions(backend);
      loaded = { folder, factory, threads: threads ?? availableParallelism() };
      return loaded;
    } catch (error) {
      throw new EngineError(
        `${this.wanted.name} did not load: ${messageOf(error)}. It needs ${this.wanted.needs}.`,
        { cause: error },
      );
    }
  }
}

function available(wanted: TensorflowPackage, { version }: Installation): Availability {
  return {
    available: true,
    detail: `${wanted.name} ${version} on the ${wanted.device.toUpperCase()}`,
  };
}
