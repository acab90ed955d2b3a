import { buffer } from "node:stream/consumers";
import { DataError, messageOf } from "@multibatch/core";
import { type Entry, openPromise } from "yauzl";
import { explainDecodingError, ImageError } from "../image-error.js";
import { type ImageFiles, nameInArchive, stampArchive } from "./image-files.js";

/**
 * Files of a zip: its directory is read once, and each file is inflated as it is asked for.
 *
 * @throws DataError when the zip is unreadable, truncated or no zip at all
 */
export async function openZip(zip: string): Promise<ImageFiles> {
  const { archive, entries } = await indexZip(zip).catch((error: unknown) => {
    throw new DataError(
      `${zip} is not a whole zip file (${messageOf(error)}). Copy it again from its source.`,
      { cause: error },
    );
  });
  const name = (file: number) => nameInArchive(zip, entries[file].fileName);
  return {
    place: zip,
    count: entries.length,
    paths: entries.map(({ fileName }) => fileName),
    name,
    bytes: async (file) => {
      try {
        return await buffer(await archive.openReadStreamPromise(entries[file]));
      } catch (error) {
        throw new ImageError(name(file), explainDecodingError(error), { cause: error });
      }
    },
    stamps: async () => [await stampArchive(zip)],
    close: async () => archive.close(),
  };
}

async function indexZip(zip: string) {
  const archive = await openPromise(zip, { lazyEntries: true, autoClose: false });
  try {
    const byPath = new Map<string, Entry>();
    for await (const entry of archive.eachEntry()) {
      if (!entry.fileName.endsWith("/")) byPath.set(entry.fileName, entry);
    }
    return { archive, entries: [...byPath.values()] };
  } catch (error) {
    archive.close();
    throw error;
  }
}
