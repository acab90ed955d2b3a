import { createHash, randomUUID } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DataError, type ModelCard, messageOf, modelCardSchema } from "@multibatch/core";
import { writeFileAtomic } from "@multibatch/core/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** A file of the model folder. */
export interface ModelFile {
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** The network as tfjs files: `model.json` and `weights.bin`, which stock tfjs loads. */
export async function networkFiles(network: LayersModel): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  await network.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const weightData = tf.io.CompositeArrayBuffer.join(artifacts.weightData);
      const description = {
        format: artifacts.format,
        generatedBy: artifacts.generatedBy,
        convertedBy: artifacts.convertedBy ?? null,
        modelTopology: artifacts.modelTopology,
        weightsManifest: [{ paths: ["weights.bin"], weights: artifacts.weightSpecs }],
      };
      files.push(
        { name: "model.json", content: JSON.stringify(description) },
        { name: "weights.bin", content: new Uint8Array(weightData) },
      );
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  return files;
}

/**
 * Writes a model folder beside its place and moves it there whole; an older one gives way only then.
 *
 * @param card without the checksums, which are added here
 * @returns the card as it was written
 * @throws DataError when a file cannot be written; the older folder is untouched
 */
export async function writeModelFolder(
  folder: string,
  files: readonly ModelFile[],
  card: Omit<ModelCard, "files">,
): Promise<ModelCard> {
  const checksums = files.map(({ name, content }) => [
    name,
    createHash("sha256").update(content).digest("hex"),
  ]);
  const complete = modelCardSchema.parse({ ...card, files: Object.fromEntries(checksums) });
  const mark = randomUUID().slice(0, 8);
  const fresh = `${folder}.${mark}.new`;
  const old = `${folder}.${mark}.old`;
  try {
    for (const { name, content } of files) await writeFileAtomic(join(fresh, name), content);
    await writeFileAtomic(join(fresh, "card.json"), `${JSON.stringify(complete, null, 2)}\n`);
    await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rename(fresh, folder);
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
    if (error instanceof DataError) throw error;
    throw new DataError(`The model folder ${folder} could not be written: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return complete;
}
