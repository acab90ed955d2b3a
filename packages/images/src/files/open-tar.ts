import { open } from "node:fs/promises";
import { explainFileSystemError, ImageError } from "../image-error.js";
import { type ImageFiles, nameInArchive, stampArchive } from "./image-files.js";
import { indexTar } from "./tar-index.js";

/**
 * Files of an uncompressed tar: indexed once, read by position, never unpacked. A path that is there
 * twice counts once, as it was added last.
 *
 * @throws DataError when the tar is missing, unreadable, compressed, truncated or no tar at all
 */
export async function openTar(tar: string): Promise<ImageFiles> {
  const byPath = new Map((await indexTar(tar)).map((entry) => [entry.path, entry]));
  const entries = [...byPath.values()];
  const handle = await open(tar, "r");
  const name = (file: number) => nameInArchive(tar, entries[file].path);
  return {
    place: tar,
    count: entries.length,
    paths: entries.map(({ path }) => path),
    name,
    bytes: async (file) => {
      const { offset, size } = entries[file];
      const bytes = new Uint8Array(size);
      const read = await handle.read(bytes, 0, size, offset).catch((error: unknown) => {
        throw new ImageError(name(file), explainFileSystemError(error), { cause: error });
      });
      if (read.bytesRead < size) {
        throw new ImageError(name(file), "The tar has become shorter. Copy it again.");
      }
      return bytes;
    },
    stamps: async () => [await stampArchive(tar)],
    close: () => handle.close(),
  };
}
