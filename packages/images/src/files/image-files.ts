import { stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { concurrencyLimit } from "../concurrency-limit.js";
import { type FileReader, readImageFile } from "../decode-image.js";
import type { FileStamp } from "../fingerprint.js";
import type { ImageSource } from "../image-reader.js";

/** Files of a folder or of an archive, read one by one. */
export interface ImageFiles extends ImageSource {
  /** Folder or archive that they are in, for messages. */
  readonly place: string;
  /** Path of each file inside the place, with `/` between folders: `[count]`. */
  readonly paths: readonly string[];
  /** What tells whether a file has changed; one stamp for a whole archive. */
  stamps(): Promise<FileStamp[]>;
  close(): Promise<void>;
}

/**
 * Files of a folder.
 *
 * @param files absolute paths
 * @param readBytes how a file is read; tests stand in for files that may not be read
 */
export function filesOfFolder(
  folder: string,
  files: readonly string[],
  readBytes?: FileReader,
): ImageFiles {
  return {
    place: folder,
    count: files.length,
    paths: files.map((file) => relative(folder, file).split(sep).join("/")),
    name: (image) => files[image],
    bytes: (image) => readImageFile(files[image], readBytes),
    stamps: () => stampFiles(folder, files),
    close: async () => {},
  };
}

/**
 * Some of the files, in another order.
 *
 * @param chosen indices into `files`, `[n]`
 */
export function selectFiles(files: ImageFiles, chosen: readonly number[]): ImageFiles {
  return {
    place: files.place,
    count: chosen.length,
    paths: chosen.map((file) => files.paths[file]),
    name: (image) => files.name(chosen[image]),
    bytes: (image) => files.bytes(chosen[image]),
    stamps: () => files.stamps(),
    close: () => files.close(),
  };
}

/** The files of several places, one place after the other. */
export function joinFiles(parts: readonly ImageFiles[]): ImageFiles {
  const owners = parts.flatMap((part) => part.paths.map((_path, file) => ({ part, file })));
  return {
    place: parts.map((part) => part.place).join(", "),
    count: owners.length,
    paths: parts.flatMap((part) => part.paths),
    name: (image) => owners[image].part.name(owners[image].file),
    bytes: (image) => owners[image].part.bytes(owners[image].file),
    stamps: async () => (await Promise.all(parts.map((part) => part.stamps()))).flat(),
    close: async () => {
      await Promise.all(parts.map((part) => part.close()));
    },
  };
}

/** Path of a file of an archive, for messages: the archive's own path first. */
export function nameInArchive(archive: string, path: string): string {
  return join(archive, path);
}

/** Size and time of an archive. */
export async function stampArchive(archive: string): Promise<FileStamp> {
  const { size, mtimeMs } = await stat(archive);
  return { name: basename(archive), size, modified: mtimeMs };
}

/** Sizes and times of files; one that cannot be looked at fails later, when it is read. */
function stampFiles(folder: string, files: readonly string[]): Promise<FileStamp[]> {
  const limit = concurrencyLimit(16);
  return Promise.all(
    files.map((file) =>
      limit(async () => {
        const stats = await stat(file).catch(() => undefined);
        const name = relative(folder, file);
        return { name, size: stats?.size ?? -1, modified: stats?.mtimeMs ?? -1 };
      }),
    ),
  );
}
