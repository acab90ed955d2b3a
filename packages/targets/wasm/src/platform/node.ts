import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Crop } from "@multibatch/core";
import type { ModelSource } from "@multibatch/network";
import { folderSource } from "@multibatch/network/node";
import { urlSource } from "../sources/url.js";

/** What differs between Node and browsers, for Node. `browser.ts` has the same names. */

/** The files at a place: the path of a folder, or the address of one. */
export function sourceOf(place: string | URL): ModelSource {
  if (place instanceof URL) {
    return place.protocol === "file:" ? folderSource(fileURLToPath(place)) : urlSource(place);
  }
  return /^https?:\/\//.test(place) ? urlSource(place) : folderSource(place);
}

/** Folder of the files of tfjs-backend-wasm, which are found beside the package's own code. */
export function wasmFolder(): string | undefined {
  return `${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`;
}

/**
 * Decodes an image file and brings it to a crop.
 *
 * @param file path or bytes
 * @returns uint8 `[h, w, c]`
 */
export async function decodeFile(
  file: string | Uint8Array | Blob,
  crop: Crop,
): Promise<Uint8Array> {
  // Loaded when it is needed: it is native code.
  const { decodeImage } = await import("@multibatch/images");
  const content = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : file;
  return decodeImage(content, crop);
}
