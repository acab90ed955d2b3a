import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Engine, EngineError, messageOf } from "@multibatch/core";
import { importPlugin } from "@multibatch/core/node";
import { engineNames, type NodeGpuOptions } from "../node-gpu-options.js";

type EngineName = (typeof engineNames)[number];

/** Where each engine lives. Named, not imported: an engine is a plugin like any other. */
const homes: Readonly<Record<EngineName, { use: string; options?: Record<string, unknown> }>> = {
  "tensorflow-gpu": { use: "@multibatch/engine-tensorflow", options: { device: "gpu" } },
  webgpu: { use: "@multibatch/engine-webgpu" },
  onnx: { use: "@multibatch/engine-onnx" },
  tensorflow: { use: "@multibatch/engine-tensorflow", options: { device: "cpu" } },
  wasm: { use: "@multibatch/engine-wasm" },
  cpu: { use: "@multibatch/engine-cpu" },
};

/** An engine and the reason for it, in words. */
export interface EngineChoice {
  readonly engine: Engine;
  readonly reason: string;
}

/**
 * Finds the engine that the options ask for; `auto` takes the first of `engineNames` that can run
 * and is not only for those who name it.
 *
 * @param directory folder that a relative `use` starts from
 * @throws EngineError with every reason when none can run
 */
export async function chooseEngine(
  wanted: NodeGpuOptions["engine"],
  directory: string,
): Promise<EngineChoice> {
  if (typeof wanted === "object") {
    const { use, ...options } = wanted;
    return demand(await createEngine(use, options, directory), `asked for as "${use}"`);
  }
  if (wanted !== "auto") return demand(await engineByName(wanted), "asked for by name");

  const refusals: string[] = [];
  for (const name of engineNames) {
    try {
      const engine = await engineByName(name);
      const availability = await engine.availability();
      if (availability.available && availability.onlyByName === undefined) {
        const passed = refusals.length > 0 ? `; passed over: ${refusals.join("; ")}` : "";
        return { engine, reason: `fastest that runs here (${availability.detail})${passed}` };
      }
      const why = availability.available ? availability.onlyByName : availability.reason;
      refusals.push(`${name} (${why})`);
    } catch (error) {
      refusals.push(`${name} (${messageOf(error)})`);
    }
  }
  throw new EngineError(`No engine can run here: ${refusals.join("; ")}.`);
}

/** Creates one of the engines that this trainer knows by name. */
export async function engineByName(name: EngineName): Promise<Engine> {
  const { use, options } = homes[name];
  return createEngine(use, options ?? {}, dirname(fileURLToPath(import.meta.url)));
}

async function createEngine(use: string, options: unknown, directory: string): Promise<Engine> {
  const plugin = await importPlugin(use, "engine", directory);
  return plugin.configure(options, use, "target.engine").create({ directory });
}

async function demand(engine: Engine, reason: string): Promise<EngineChoice> {
  const availability = await engine.availability();
  if (availability.available) return { engine, reason: `${reason} (${availability.detail})` };
  throw new EngineError(
    `The engine "${engine.name}" cannot run here: ${availability.reason} ${availability.remedy}`,
  );
}
