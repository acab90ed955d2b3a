import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "@multibatch/core/node";
import { generateFiles } from "./generate/generate-files.js";
import { readModelFolder } from "./model/model-folder.js";
import { readNetwork } from "./network/read-network.js";
import { simplify } from "./network/simplify.js";

/** What was written. */
export interface ArmExport {
  /** Paths below the folder, in alphabetical order. */
  readonly files: readonly string[];
  /** Scratch memory of one call in bytes. */
  readonly arenaBytes: number;
  readonly weightBytes: number;
}

/**
 * Writes a model folder as C99 with NEON intrinsics: an embedder without allocations, its weights, an
 * example, a CMake file and a README.
 *
 * @param outFolder made where it is missing; files of the same names are replaced
 * @throws ModelFolderError when the model folder is not whole, or has a layer that is not known
 */
export async function exportArm(modelFolder: string, outFolder: string): Promise<ArmExport> {
  const model = await readModelFolder(modelFolder);
  const network = simplify(readNetwork(model));
  const { files, arenaBytes, weightBytes } = await generateFiles(network, model.card);
  await mkdir(join(outFolder, "kernels"), { recursive: true });
  for (const [path, content] of files) await writeFileAtomic(join(outFolder, path), content);
  return { files: [...files.keys()].sort(), arenaBytes, weightBytes };
}
