import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DataError } from "@multibatch/core";
import { compareCodePoints, hasImageExtension } from "@multibatch/images";

/**
 * Image files that the arguments stand for: a folder stands for the images in it, in the order of
 * their names; anything else stands for itself, so that a missing file is reported where it is read.
 *
 * @throws DataError for a folder without images
 */
export async function findImages(given: readonly string[], cwd: string): Promise<string[]> {
  const files: string[] = [];
  for (const path of given) {
    const information = await stat(resolve(cwd, path)).catch(() => undefined);
    if (information?.isDirectory()) files.push(...(await imagesIn(path, cwd)));
    else files.push(path);
  }
  return files;
}

async function imagesIn(folder: string, cwd: string): Promise<string[]> {
  const names = await readdir(resolve(cwd, folder));
  const images = names.filter(hasImageExtension);
  if (images.length === 0) {
    throw new DataError(
      `The folder ${folder} has no images (.jpg, .jpeg, .png or .webp). Sub-folders are not searched; name them.`,
    );
  }
  return images.sort(compareCodePoints).map((name) => join(folder, name));
}
