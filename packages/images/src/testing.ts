import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Random } from "@multibatch/core";
import sharp, { type Sharp } from "sharp";

export * from "./testing-archives.js";

/** A made image: noise from a seed, or one colour. */
export interface MadeImage {
  /** Pixels; 32 by default. */
  readonly width?: number;
  /** Pixels; 24 by default. */
  readonly height?: number;
  /** Noise of this seed, 0 by default; another seed makes another image. */
  readonly seed?: number;
  /** One colour instead of noise, 0…255. */
  readonly colour?: readonly [red: number, green: number, blue: number];
}

/** RGB pixels of a made image as a sharp pipeline, to be encoded in any way. */
export function makePixels({ width = 32, height = 24, seed = 0, colour }: MadeImage = {}): Sharp {
  const random = new Random(seed);
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    colour ? colour[i % 3] : random.integer(256),
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Bytes of a made JPEG. */
export function makeJpeg(image: MadeImage = {}): Promise<Uint8Array> {
  return makePixels(image).jpeg({ quality: 95 }).toBuffer();
}

/** Bytes of a made PNG. */
export function makePng(image: MadeImage = {}): Promise<Uint8Array> {
  return makePixels(image).png().toBuffer();
}

/** A temporary folder. */
export interface MadeFolder {
  readonly path: string;
  /** Deletes the folder with all that is in it. */
  remove(): Promise<void>;
}

/** Makes a temporary folder with files by their relative paths; a path that ends in `/` is a folder. */
export async function makeFolder(
  files: Readonly<Record<string, Uint8Array | string>> = {},
): Promise<MadeFolder> {
  const path = await mkdtemp(join(tmpdir(), "multibatch-test-"));
  for (const [name, content] of Object.entries(files)) {
    const target = join(path, name);
    if (name.endsWith("/")) await mkdir(target, { recursive: true });
    else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  }
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
