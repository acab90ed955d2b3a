import { open } from "node:fs/promises";
import { DataError } from "@multibatch/core";
import { explainFileSystemError } from "../image-error.js";
import type { ImageFiles } from "./image-files.js";
import { openTar } from "./open-tar.js";
import { openZip } from "./open-zip.js";

/**
 * Opens an archive of files, a zip or an uncompressed tar, told apart by their first bytes.
 *
 * @throws DataError when it is missing, unreadable, compressed as a whole, truncated, empty or neither
 */
export async function openArchive(archive: string): Promise<ImageFiles> {
  const files = (await startsLikeZip(archive)) ? await openZip(archive) : await openTar(archive);
  if (files.count > 0) return files;
  await files.close();
  throw new DataError(
    `${archive} holds no file: it is neither a zip nor an uncompressed tar, or an empty one. Give a folder or an archive with a folder for each identity.`,
  );
}

async function startsLikeZip(archive: string): Promise<boolean> {
  const start = Buffer.alloc(2);
  try {
    const handle = await open(archive, "r");
    try {
      await handle.read(start, 0, 2, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new DataError(`${archive}: ${explainFileSystemError(error)}`, { cause: error });
  }
  return start.toString("latin1") === "PK";
}
