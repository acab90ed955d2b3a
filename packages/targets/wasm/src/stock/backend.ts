import { EngineError, messageOf } from "@multibatch/core";
import { heapKernels, registerWarpKernels } from "@multibatch/warp/kernels";
import { type BackendWasm, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { wasmFolder } from "#platform";

/**
 * A name of its own beside the stock `wasm`, whose instance others may start, change and remove
 * while models are loaded here.
 */
const backendName = "multibatch-wasm-runtime";

// Taken now, while it is sure to be there: others may remove the backend from tfjs.
const factory = tf.findBackendFactory("wasm");

let users = 0;
let started: Promise<void> | undefined;

/** Starts the backend, or shares the one that runs; to be given back by `releaseBackend`. */
export async function acquireBackend(): Promise<void> {
  users++;
  started ??= start();
  try {
    await started;
  } catch (error) {
    users--;
    started = undefined;
    throw error;
  }
}

/** Removes the backend with its heap when its last user releases it. */
export function releaseBackend(): void {
  if (--users > 0) return;
  started = undefined;
  tf.removeBackend(backendName);
  for (const { kernelName, setupFunc } of tf.getKernelsForBackend(backendName)) {
    // The kernels would hold the heap until they are set up for another instance.
    setupFunc?.({ wasm: { cwrap: () => disposed } });
    tf.unregisterKernel(kernelName, backendName);
  }
  const active = tf.getBackend();
  if (active) void tf.setBackend(active);
}

function disposed(): never {
  throw new EngineError("This instance of tfjs-backend-wasm was disposed.");
}

/** Bytes of the heap that all models on the backend share. */
export function heapBytes(): number {
  const backend = tf.findBackend(backendName) as BackendWasm | null;
  // Missing in the types alone.
  const heap = (backend?.wasm as { HEAPU8?: Uint8Array } | undefined)?.HEAPU8;
  return heap?.buffer.byteLength ?? 0;
}

/**
 * Runs `work` on the backend and makes the former one active again. Nothing in here waits, so no
 * other code ever sees the change: `tf.setBackend` acts at once when a backend is started.
 */
export async function onBackend<T>(work: () => T): Promise<T> {
  // While another backend starts tfjs refuses to compute.
  if (tf.getBackend()) await tf.ready();
  if (tf.findBackendFactory(backendName) === null) disposed();
  const former = tf.getBackend();
  if (former === backendName) return work();
  void tf.setBackend(backendName);
  try {
    return work();
  } finally {
    if (former) void tf.setBackend(former);
  }
}

async function start(): Promise<void> {
  const backend = await createBackend();
  tf.copyRegisteredKernels("wasm", backendName);
  registerWarpKernels(backendName, heapKernels);
  // Priority 0: never chosen where nobody asked for it.
  tf.registerBackend(backendName, () => backend, 0);
}

async function createBackend(): Promise<BackendWasm> {
  const folder = wasmFolder();
  if (folder !== undefined) setWasmPaths(folder);
  try {
    const backend = (await withoutExitHandlers(async () => factory())) as BackendWasm;
    // As shipped, this removes every exception handler of the process that was there when the
    // backend started, the user's own among them. The heap goes as a whole, so nothing is lost.
    backend.wasm.tfjs.dispose = () => undefined;
    return backend;
  } catch (error) {
    throw new EngineError(
      `tfjs-backend-wasm did not start: ${messageOf(error)}. Reinstall the package with npm install.`,
      { cause: error },
    );
  }
}

const exitEvents = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Runs `begin` and removes the exception handlers that Emscripten adds in it, and no others: they
 * throw again, which turns a rejection that is handled late into the end of the process.
 */
async function withoutExitHandlers<T>(begin: () => Promise<T>): Promise<T> {
  // Browsers have no process.
  if (typeof process === "undefined" || !process.listeners) return begin();
  const handlers = (event: string) => process.listeners(event as "uncaughtException") as Handler[];
  const before = exitEvents.map((event) => new Set(handlers(event)));
  try {
    return await begin();
  } finally {
    for (const [i, event] of exitEvents.entries()) {
      for (const handler of handlers(event)) {
        const isEmscripten = /ExitStatus|throw reason/.test(String(handler));
        if (isEmscripten && !before[i].has(handler)) process.removeListener(event, handler);
      }
    }
  }
}

type Handler = (...args: unknown[]) => void;
