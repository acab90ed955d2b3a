import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { type Crop, DataError, imageSize, MultibatchError, messageOf } from "@multibatch/core";
import { compareCodePoints, decodeImage, hasImageExtension } from "@multibatch/images";
import type { Terminal } from "../terminal/terminal.js";
import { readNpyImages } from "./export-npy.js";

/** Images to calibrate with. */
export interface CalibrationImages {
  /** uint8 `[count, h, w, c]`. */
  readonly pixels: Uint8Array;
  readonly count: number;
}

/**
 * Reads images of a size: from a folder and those in it, spread evenly over the names, or from a
 * `.npy` file. Images that cannot be read are left out, and named.
 *
 * @param most images to take at most
 * @throws DataError when there is no image, or a `.npy` file is of another size or type
 */
export async function readCalibration(
  path: string,
  crop: Crop,
  most: number,
  terminal: Terminal,
): Promise<CalibrationImages> {
  const size = imageSize(crop);
  const information = await stat(path).catch((error: unknown) => {
    throw new DataError(`--calibrate: ${path} cannot be read: ${messageOf(error)}`);
  });
  if (!information.isDirectory()) {
    if (extname(path) !== ".npy") {
      throw new DataError(`--calibrate: ${path} is neither a folder of images nor a .npy file.`);
    }
    const all = readNpyImages(await readFile(path), crop, path);
    const count = Math.min(most, all.length / size);
    return { pixels: all.subarray(0, count * size), count };
  }
  const names = (await readdir(path, { recursive: true })).filter(hasImageExtension);
  const sorted = names.sort(compareCodePoints);
  const step = Math.max(1, sorted.length / most);
  const chosen = Array.from(
    { length: Math.min(most, sorted.length) },
    (_, i) => sorted[Math.floor(i * step)],
  );
  const images: Uint8Array[] = [];
  for (const name of chosen) {
    try {
      images.push(await decodeImage(join(path, name), crop));
    } catch (error) {
      if (!MultibatchError.is(error)) throw error;
      terminal.warn(messageOf(error));
    }
  }
  if (images.length === 0) {
    throw new DataError(
      `--calibrate: the folder ${path} and those in it have no image that can be read (.jpg, .jpeg, .png or .webp).`,
    );
  }
  return { pixels: new Uint8Array(Buffer.concat(images)), count: images.length };
}
