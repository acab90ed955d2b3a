import { parseOptions } from "@multibatch/core";
import { type ModelSource, readModelFiles } from "@multibatch/network";
import type { z } from "zod";
import { sourceOf } from "#platform";
import { startNetwork } from "./start-network.js";
import { WasmEmbedder } from "./wasm-embedder.js";
import { wasmRuntimeOptionsSchema } from "./wasm-runtime-options.js";

const owner = "@multibatch/target-wasm";

/**
 * Loads a model folder. Several models may be loaded at a time; in browsers, in workers and in Node.
 *
 * @param from path of the folder (Node), its address, or a source such as `urlSource(address)`
 * @throws ModelFolderError when a file is missing, changed, malformed or of an unknown version
 * @throws EngineError when WebAssembly cannot be started
 * @throws ConfigError when an option is wrong
 */
export async function loadEmbedder(
  from: string | URL | ModelSource,
  options?: z.input<typeof wasmRuntimeOptionsSchema>,
): Promise<WasmEmbedder> {
  const checked = parseOptions(wasmRuntimeOptionsSchema, options, { owner });
  const source = typeof from === "string" || from instanceof URL ? sourceOf(from) : from;
  const files = await readModelFiles(source, owner);
  const network = await startNetwork(files, source.name, checked);
  return new WasmEmbedder(files.card, network, checked.batchSize);
}
