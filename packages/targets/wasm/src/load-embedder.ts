import type { Embedder } from "@multibatch/core";
import { acquireBackend, releaseBackend } from "./backend.js";
import { readModelFiles } from "./model-files.js";
import { buildNetwork } from "./network.js";
import { folderSource } from "./sources/folder.js";
import type { ModelSource } from "./sources/source.js";
import { WasmEmbedder } from "./wasm-embedder.js";
import { type WasmRuntimeOptions, wasmRuntimeOptionsSchema } from "./wasm-runtime-options.js";

/**
 * Loads a model folder onto tfjs-backend-wasm. Several models may be loaded at a time.
 *
 * @param from path of the folder, or a source such as `urlSource(address)`
 * @throws ModelFolderError when a file is missing, changed, malformed or of an unknown version
 * @throws EngineError when WebAssembly cannot be started
 */
export async function loadEmbedder(
  from: string | ModelSource,
  { batchSize }: WasmRuntimeOptions = wasmRuntimeOptionsSchema.parse({}),
): Promise<Embedder> {
  const source = typeof from === "string" ? folderSource(from) : from;
  const files = await readModelFiles(source);
  await acquireBackend();
  try {
    const network = await buildNetwork(files, source.name);
    return new WasmEmbedder(files.card, network, batchSize);
  } catch (error) {
    releaseBackend();
    throw error;
  }
}
