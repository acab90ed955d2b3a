import { readFile } from "node:fs/promises";
import { type Crop, imageSize } from "@multibatch/core";
import sharp, { type Sharp } from "sharp";
import { regionOf } from "./crop-region.js";
import { greyscale } from "./greyscale.js";
import { explainDecodingError, explainFileSystemError, ImageError } from "./image-error.js";
import { isDecoded, recogniseFormat } from "./image-format.js";

/** Reads the bytes of a file; stands apart so that tests can stand in for a failing disk. */
export type FileReader = (path: string) => Promise<Uint8Array>;

/** Reads the bytes of an image file. @throws ImageError when the file cannot be read */
export async function readImageFile(
  path: string,
  readBytes: FileReader = readFile,
): Promise<Uint8Array> {
  try {
    return await readBytes(path);
  } catch (error) {
    throw new ImageError(path, explainFileSystemError(error), { cause: error });
  }
}

/**
 * Decodes a JPEG, PNG or WebP image on libuv's threads and brings it to a crop.
 *
 * The EXIF orientation is applied first. Every colour space (CMYK, 16 bits, an embedded profile)
 * becomes 8-bit sRGB; transparent pixels are laid on black; of an animation the first frame counts.
 * The central region has `round(side · region)` pixels a side; it is resized with a Lanczos kernel.
 * Grey is the luma of {@link greyscale}.
 *
 * @param source path of a file, or its bytes
 * @param name what errors call the image; by default its path
 * @returns uint8 `[h, w, c]`, row-major
 * @throws ImageError (a DataError) when the image is missing, unreadable, empty, truncated, damaged
 * or of another format; it names the image, what is wrong and what to do
 */
export async function decodeImage(
  source: string | Uint8Array,
  crop: Crop,
  name = typeof source === "string" ? source : "image",
): Promise<Uint8Array> {
  const bytes = typeof source === "string" ? await readImageFile(source) : source;
  checkFormat(bytes, name);
  const rgb = await decodeRgb(bytes, crop).catch((error: unknown) => {
    throw new ImageError(name, explainDecodingError(error), { cause: error });
  });
  if (rgb.length !== imageSize({ ...crop, channels: 3 })) {
    throw new ImageError(
      name,
      `The image decodes to ${rgb.length} bytes, which is not ${crop.height} × ${crop.width} RGB pixels. Save it again as an 8-bit RGB image.`,
    );
  }
  return crop.channels === 1 ? greyscale(rgb) : rgb;
}

function checkFormat(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) {
    throw new ImageError(
      name,
      "The file is empty (0 bytes). Copy it again from its source, or delete it.",
    );
  }
  const format = recogniseFormat(bytes);
  if (isDecoded(format)) return;
  throw new ImageError(
    name,
    format === undefined
      ? "This is not an image. Replace it by a JPEG, PNG or WebP file, or delete it."
      : `This is a ${format} file, which is not supported. Save it as JPEG, PNG or WebP.`,
  );
}

async function decodeRgb(bytes: Uint8Array, crop: Crop): Promise<Uint8Array> {
  // "warning" is the strictest setting: a truncated image is an error, never half an image.
  let image = sharp(bytes, { failOn: "warning", pages: 1 }).autoOrient();
  if (crop.region < 1) image = await extractRegion(image, crop.region);
  return image
    .flatten({ background: "#000000" })
    .resize({
      width: crop.width,
      height: crop.height,
      fit: crop.fit,
      background: "#000000",
    })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer();
}

async function extractRegion(image: Sharp, region: number): Promise<Sharp> {
  return image.extract(regionOf((await image.metadata()).autoOrient, region));
}
