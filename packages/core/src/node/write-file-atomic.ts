import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DataError, messageOf } from "../errors.js";

/**
 * Writes a file so that at every moment either the old content or the new stands there whole: into a
 * temporary file beside it, flushed to the disk, then renamed. Missing folders are made.
 *
 * @throws DataError naming the file, with the old content untouched (disk full, no permission, …)
 */
export async function writeFileAtomic(file: string, content: Uint8Array | string): Promise<void> {
  const target = resolve(file);
  const temporary = `${target}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await mkdir(dirname(target), { recursive: true });
    const handle = await open(temporary, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new DataError(`${target} could not be written: ${explain(error)}`, { cause: error });
  }
}

const explanations: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Free some space and go on from the last checkpoint.",
  EDQUOT: "the disk quota is used up. Free some space and go on from the last checkpoint.",
  EACCES: "no permission. Choose another folder, or change the folder's permissions.",
  EPERM: "no permission. Choose another folder, or change the folder's permissions.",
  EROFS: "the file system is read-only. Choose another folder.",
  ENOTDIR: "a part of its path is a file, not a folder.",
  EISDIR: "a folder of that name is in the way.",
};

function explain(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return explanations[code] ?? messageOf(error);
}
