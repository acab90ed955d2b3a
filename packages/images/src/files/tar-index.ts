import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { DataError, messageOf } from "@multibatch/core";
import { extract, type Header } from "tar-stream";
import { explainFileSystemError } from "../image-error.js";

/** A file inside a tar. */
export interface TarEntry {
  /** Path inside the tar. */
  readonly path: string;
  /** Where its bytes begin in the tar. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

/** tar-stream knows where an entry's bytes begin, but its types leave that out. */
type PlacedHeader = Header & { readonly byteOffset: number };

/**
 * Lists the files of an uncompressed tar, in its order, without keeping their bytes.
 *
 * @throws DataError when the tar is missing, unreadable, compressed, truncated or no tar at all
 */
export async function indexTar(tar: string): Promise<TarEntry[]> {
  await checkStart(tar);
  const entries: TarEntry[] = [];
  const bytes = createReadStream(tar, { highWaterMark: 2 ** 20 });
  const parser = extract();
  // Without this the parser would wait for ever for the rest of a file that failed.
  bytes.on("error", (error) => parser.destroy(error));
  bytes.pipe(parser);
  try {
    for await (const entry of parser) {
      const header = entry.header as PlacedHeader;
      if (header.type === "file") {
        entries.push({ path: header.name, offset: header.byteOffset, size: header.size });
      }
      entry.resume();
    }
  } catch (error) {
    throw new DataError(
      `${tar} is not a whole tar file (${messageOf(error)}). Copy it again from its source.`,
      { cause: error },
    );
  } finally {
    bytes.destroy();
  }
  return entries;
}

async function checkStart(tar: string): Promise<void> {
  const start = new Uint8Array(2);
  try {
    const handle = await open(tar, "r");
    try {
      await handle.read(start, 0, 2, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new DataError(`${tar}: ${explainFileSystemError(error)}`, { cause: error });
  }
  if (start[0] === 0x1f && start[1] === 0x8b) {
    throw new DataError(
      `${tar} is compressed by gzip, so that images cannot be read from its midst. Unpack it with gunzip first.`,
    );
  }
}
