import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ModelFolderError, messageOf } from "@multibatch/core";
import type { ModelSource } from "../folder/model-source.js";

/** The files of a folder on disk. All access to the file system is here. */
export function folderSource(folder: string): ModelSource {
  return {
    name: folder,
    read: async (file) => {
      try {
        return await readFile(join(folder, file));
      } catch (error) {
        throw new ModelFolderError(await explain(folder, file, error), { cause: error });
      }
    },
  };
}

async function explain(folder: string, file: string, error: unknown): Promise<string> {
  const kind = await stat(folder).catch(() => undefined);
  if (!kind) {
    return `There is no model folder "${folder}". Check the path, or train a model first.`;
  }
  if (!kind.isDirectory()) {
    return `"${folder}" is a file, not a model folder. Name the folder that card.json is in.`;
  }
  if ((error as NodeJS.ErrnoException).code === "ENOENT") {
    return (
      `The model folder "${folder}" has no ${file}. Copy the folder again as a whole: ` +
      "its files belong together."
    );
  }
  return `${file} in the model folder "${folder}" cannot be read: ${messageOf(error)}. Check its permissions.`;
}
