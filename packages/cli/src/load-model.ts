import { resolve } from "node:path";
import { type Embedder, PluginError } from "@multibatch/core";
import { importPlugin } from "@multibatch/core/node";

/**
 * Loads a model folder with the runtime that `use` names. The caller disposes of the embedder.
 *
 * @throws PluginError when the runtime is not found, or is a trainer
 * @throws ModelFolderError when the folder is not a whole model
 */
export async function loadModel(folder: string, use: string, cwd: string): Promise<Embedder> {
  const plugin = await importPlugin(use, "target", cwd);
  const target = await plugin.configure({}, use, "--runtime").create({ directory: cwd });
  if (target.role !== "runtime") {
    throw new PluginError(
      `--runtime: "${use}" is a ${target.role}. A runtime loads models, such as @multibatch/target-wasm.`,
    );
  }
  return target.load(resolve(cwd, folder));
}
