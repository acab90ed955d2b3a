import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** What the package `webgpu` exports: Dawn, Chrome's WebGPU, for Node. */
interface DawnModule {
  create(switches: readonly string[]): GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Classes and constants that a browser has as globals, and that tfjs-backend-webgpu takes from there. */
const neededGlobals = [
  "GPUBuffer",
  "GPUBufferUsage",
  "GPUMapMode",
  "GPUTexture",
  "GPUTextureUsage",
] as const;

/**
 * Instances by their switches. They must live as long as the process: it crashes when one is
 * garbage-collected, whatever became of its devices.
 */
const instances = new Map<string, GPU>();
Object.defineProperty(globalThis, Symbol.for("multibatch.dawn"), { value: instances });

/** File of the installed package `webgpu`; undefined where there is none. */
export function findDawn(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve("webgpu");
  } catch {
    return undefined;
  }
}

/**
 * Loads Dawn, gives the process the globals that WebGPU code expects, and makes an instance.
 *
 * @param file of the package `webgpu`
 * @param switches Dawn's own, such as `adapter=NVIDIA` or `backend=vulkan`
 */
export async function openDawn(file: string, switches: readonly string[]): Promise<GPU> {
  const key = switches.join();
  const present = instances.get(key);
  if (present) return present;
  const dawn = (await import(pathToFileURL(file).href)) as DawnModule;
  for (const name of neededGlobals) {
    if (name in globalThis) continue;
    Object.defineProperty(globalThis, name, { value: dawn.globals[name], configurable: true });
  }
  const instance = dawn.create(switches);
  instances.set(key, instance);
  return instance;
}

/**
 * Runs something under a `navigator.gpu`, which tfjs-backend-webgpu looks for once, when a backend is
 * made. It does not stay: other libraries take its presence for a browser.
 */
export function withNavigator<T>(gpu: GPU, run: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
  try {
    return run();
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  }
}
