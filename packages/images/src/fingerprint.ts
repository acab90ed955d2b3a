import { createHash } from "node:crypto";
import type { Crop } from "@multibatch/core";
import sharp from "sharp";

/** What tells whether an image file has changed. */
export interface FileStamp {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Last change, in milliseconds since 1970. */
  readonly modified: number;
}

/**
 * Name for the decoded images of a data set: another one as soon as a file, the crop, or the version
 * of the decoder differs. SHA-256, 64 hexadecimal digits.
 */
export function fingerprint(crop: Crop, files: Iterable<FileStamp>): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify({ layout: 1, crop, decoder: sharp.versions.vips }));
  for (const { name, size, modified } of files) hash.update(JSON.stringify([name, size, modified]));
  return hash.digest("hex");
}
