import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EngineError, messageOf } from "@multibatch/core";
import { type BackendWasm, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

// Taken now, while it is sure to be there: others may remove the backend from tfjs.
const factory = tf.findBackendFactory("wasm");

/** Folder of the wasm files, which are found beside the package's own code. */
export function wasmFolder(): string {
  return dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
}

/** Wasm files that are missing from a damaged installation. */
export function missingWasmFiles(folder = wasmFolder()): string[] {
  return ["tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm.wasm"].filter(
    (file) => !existsSync(join(folder, file)),
  );
}

/**
 * A new instance of tfjs-backend-wasm with a heap of its own, not yet known to tfjs.
 *
 * @throws EngineError when the wasm files cannot be loaded
 */
export async function createStockBackend(): Promise<BackendWasm> {
  setWasmPaths(`${wasmFolder()}/`);
  try {
    const backend = (await withoutExitHandlers(async () => factory())) as BackendWasm;
    guardHeap(backend.wasm as unknown as Heap);
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

/**
 * Lets go of a removed instance's heap, which the kernels would hold until they are set up for
 * another instance.
 */
export function unbindKernels(): void {
  const unbound = () => {
    throw new EngineError("This instance of tfjs-backend-wasm was disposed.");
  };
  for (const { setupFunc } of tf.getKernelsForBackend("wasm")) {
    setupFunc?.({ wasm: { cwrap: () => unbound } });
  }
  // Should another instance be active now, its kernels are to be set up again.
  const active = tf.getBackend();
  if (active) void tf.setBackend(active);
}

const exitEvents = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Runs `start` and removes the exception handlers that Emscripten adds in it, and no others: they
 * throw again, which turns a rejection that is handled late into the end of the process.
 */
async function withoutExitHandlers<T>(start: () => Promise<T>): Promise<T> {
  const before = exitEvents.map((event) => new Set(handlers(event)));
  try {
    return await start();
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

function handlers(event: (typeof exitEvents)[number]): Handler[] {
  return process.listeners(event as "uncaughtException") as Handler[];
}

interface Heap {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** The heap ends at 4 GB, and past that stock code writes to address 0 without a word. */
function guardHeap(heap: Heap): void {
  // The first call replaces Emscripten's stub by the real function.
  heap._free(heap._malloc(1));
  const allocate = heap._malloc;
  heap._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) {
      throw new EngineError(
        `The wasm heap has no room for ${(bytes / 1e6).toFixed(1)} MB more: it ends at 4 GB. ` +
          "Use smaller batches, or the engine onnx.",
      );
    }
    return address;
  };
}
