import { fileURLToPath } from "node:url";
import type { EngineSession } from "@multibatch/core";
import { WebgpuEngine, webgpuOptionsSchema } from "@multibatch/engine-webgpu";
import * as tf from "@tensorflow/tfjs-core";

/** Dawn with the switches of this pack, beside the bundle. */
const dawn = fileURLToPath(new URL("./dawn.mjs", import.meta.url));

/** Starts the engine, which becomes the active one. It was tried out by the first part, so not again. */
export async function startWebgpu(): Promise<EngineSession> {
  tf.enableProdMode();
  const adapter = {
    vendor: "",
    architecture: "",
    device: "",
    description: "",
    isFallbackAdapter: false,
  };
  const probe = async () => ({ works: true, adapter }) as const;
  return new WebgpuEngine(webgpuOptionsSchema.parse({}), { dawn, probe }).start();
}

/** The device of the active engine. */
export function activeDevice(): GPUDevice {
  return (tf.backend() as unknown as { readonly device: GPUDevice }).device;
}
