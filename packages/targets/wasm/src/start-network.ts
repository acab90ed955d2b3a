import { EngineError, ModelFolderError, messageOf } from "@multibatch/core";
import { type ModelFiles, readNetwork, simplify, splitWeights } from "@multibatch/network";
import { hasSimd } from "./engine/kernels.js";
import { UnsupportedNetworkError } from "./engine/step.js";
import { WasmNetwork } from "./engine/wasm-network.js";
import type { ImageNetwork } from "./image-network.js";
import type { WasmRuntimeOptions } from "./wasm-runtime-options.js";

/**
 * Starts a network on the kernels of this package, or on stock tfjs where they cannot compute it; the
 * report says which, and why.
 *
 * @param place what errors call the model
 * @throws ModelFolderError when the files describe no such network
 * @throws EngineError when nothing here can compute it
 */
export async function startNetwork(
  files: ModelFiles,
  place: string,
  { engine, batchSize }: WasmRuntimeOptions,
): Promise<ImageNetwork> {
  if (engine === "stock") return startStock(files, place);
  const reason = await whyNotOwn();
  if (reason === undefined) {
    try {
      return await startOwn(files, place, batchSize);
    } catch (error) {
      const isUnknown = error instanceof UnsupportedNetworkError;
      if (engine === "own" || !(isUnknown || error instanceof ModelFolderError)) throw error;
      // What is wrong with the files themselves, tfjs finds too.
      return startStock(files, place, messageOf(error));
    }
  }
  if (engine === "own") throw new EngineError(`The own engine cannot run here: ${reason}.`);
  return startStock(files, place, reason);
}

async function whyNotOwn(): Promise<string | undefined> {
  if (hasSimd()) return undefined;
  return "WebAssembly has no 128-bit SIMD here, which the own kernels are written in; update the browser or Node";
}

async function startOwn(
  files: ModelFiles,
  place: string,
  batchSize: number,
): Promise<ImageNetwork> {
  const { card, topology, weightSpecs, weights } = files;
  const parts = splitWeights(weightSpecs, weights, place);
  const network = simplify(readNetwork({ card, topology, weights: parts }));
  return WasmNetwork.create(network, card.input.normalisation, Math.min(batchSize, 4));
}

async function startStock(
  files: ModelFiles,
  place: string,
  reason?: string,
): Promise<ImageNetwork> {
  // Loaded when it is needed: tfjs is a hundred times as large as the kernels.
  const { StockNetwork } = await import("./stock/stock-network.js");
  return StockNetwork.create(files, place, reason);
}
