import type { ModelCard } from "@multibatch/core";
import { type NetworkFiles, readModelFiles, splitWeights } from "@multibatch/network";
import { folderSource } from "@multibatch/network/node";

/** What errors about versions call this package. */
export const packageName = "@multibatch/target-arm";

/** The checked content of a model folder. */
export interface ModelFolder extends NetworkFiles {
  readonly card: ModelCard;
}

/**
 * Reads the network of a model folder; each file is checked against the card's sha256.
 *
 * @throws ModelFolderError that names the file, what is wrong with it and what to do
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const { card, topology, weightSpecs, weights } = await readModelFiles(
    folderSource(folder),
    packageName,
  );
  return { card, topology, weights: splitWeights(weightSpecs, weights, folder) };
}
