import { type Crop, DataError, messageOf } from "@multibatch/core";
import type { ModelSource } from "@multibatch/network";
import { cropImage } from "../image/crop-image.js";
import { readPixels } from "../image/read-pixels.js";
import { urlSource } from "../sources/url.js";

/** What differs between Node and browsers, for browsers and their workers. `node.ts` has the same names. */

/** The files at an address, which may be relative to the page. */
export function sourceOf(place: string | URL): ModelSource {
  return urlSource(new URL(place, globalThis.document?.baseURI ?? globalThis.location.href));
}

/** Folder of the files of tfjs-backend-wasm: where tfjs looks by itself, beside the script. */
export function wasmFolder(): string | undefined {
  return undefined;
}

/**
 * Decodes an image file and brings it to a crop.
 *
 * @param file address, bytes or a file that was picked
 * @returns uint8 `[h, w, c]`
 * @throws DataError when it cannot be fetched or is no image that the browser knows
 */
export async function decodeFile(
  file: string | Uint8Array | Blob,
  crop: Crop,
): Promise<Uint8Array> {
  const name = typeof file === "string" ? `"${file}"` : "The image";
  try {
    const blob =
      typeof file === "string"
        ? await fetchBlob(file)
        : new Blob([file as Uint8Array<ArrayBuffer>]);
    const bitmap = await createImageBitmap(blob);
    try {
      return cropImage(readPixels(bitmap), crop);
    } finally {
      bitmap.close();
    }
  } catch (error) {
    throw new DataError(
      `${name} cannot be decoded: ${messageOf(error)}. Use a JPEG, PNG or WebP file.`,
      { cause: error },
    );
  }
}

async function fetchBlob(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  return response.blob();
}
