import { join } from "node:path";
import { cropSchema, DataError } from "@multibatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeImage, readImageFile } from "./decode-image.js";
import { ImageError } from "./image-error.js";
import { type MadeFolder, makeFolder, makeJpeg, makePixels, makePng } from "./testing.js";

const crop = cropSchema.parse({ height: 16, width: 16, channels: 3 });
const noise = { width: 100, height: 80 };
let folder: MadeFolder;

beforeAll(async () => {
  folder = await makeFolder({
    "empty.jpg": "",
    "folder.jpg/": "",
    "text.jpg": "no picture at all",
  });
});
afterAll(() => folder.remove());

/** The error that decoding gives. */
async function errorOf(decoding: Promise<unknown>): Promise<ImageError> {
  const error = await decoding.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ImageError);
  expect(error).toBeInstanceOf(DataError);
  return error as ImageError;
}

describe("files that cannot be decoded", () => {
  it("names a missing file", async () => {
    const path = join(folder.path, "nobody.jpg");
    const error = await errorOf(decodeImage(path, crop));
    expect(error.message).toBe(`${path}: ${error.reason}`);
    expect(error.reason).toBe("The file does not exist. Check the path, or copy the file back.");
  });

  it("names an empty file", async () => {
    const error = await errorOf(decodeImage(join(folder.path, "empty.jpg"), crop));
    expect(error.message).toMatch(/empty\.jpg: The file is empty \(0 bytes\)\. Copy it again/);
  });

  it("names a folder that is called like an image", async () => {
    const error = await errorOf(decodeImage(join(folder.path, "folder.jpg"), crop));
    expect(error.reason).toMatch(/This is a folder, not an image file/);
  });

  it("names a file that may not be read", async () => {
    // Rights do not bind the user root, whom tests may run as: the refusal is played.
    const refuse = () => Promise.reject(Object.assign(new Error("refused"), { code: "EACCES" }));
    const error = await errorOf(readImageFile("/faces/anna/1.jpg", refuse));
    expect(error.message).toBe(
      "/faces/anna/1.jpg: The file may not be read. Give this user the right to read it.",
    );
  });

  it("names a file that is no image", async () => {
    const error = await errorOf(decodeImage(join(folder.path, "text.jpg"), crop));
    expect(error.reason).toMatch(/This is not an image\. Replace it by a JPEG, PNG or WebP file/);
  });

  it("names a format that is not supported, whatever the file is called", async () => {
    const gif = await makePixels().gif().toBuffer();
    const tiff = await makePixels().tiff().toBuffer();
    expect((await errorOf(decodeImage(gif, crop, "a.jpg"))).message).toBe(
      "a.jpg: This is a GIF file, which is not supported. Save it as JPEG, PNG or WebP.",
    );
    expect((await errorOf(decodeImage(tiff, crop))).reason).toMatch(/This is a TIFF file/);
  });
});

describe("files that are cut off or damaged", () => {
  it("never gives a part of a truncated JPEG, wherever it ends", async () => {
    const jpeg = await makeJpeg(noise);
    for (const share of [0.02, 0.3, 0.7, 0.95]) {
      const part = jpeg.subarray(0, Math.floor(jpeg.length * share));
      const error = await errorOf(decodeImage(part, crop, "half.jpg"));
      expect(error.message).toMatch(/^half\.jpg: The image is truncated: .+ Copy it again/);
    }
    await errorOf(decodeImage(jpeg.subarray(0, jpeg.length - 2), crop));
  });

  it("never gives a part of a truncated PNG or WebP", async () => {
    const images = [await makePng(noise), await makePixels(noise).webp().toBuffer()];
    for (const image of images) {
      for (const share of [0.3, 0.7, 0.95]) {
        const part = image.subarray(0, Math.floor(image.length * share));
        const error = await errorOf(decodeImage(part, crop));
        expect(error.reason).toMatch(/damaged or incomplete .+ Copy it again/);
      }
    }
  });

  it("notices a damaged PNG by its checksums, and a damaged JPEG by its markers", async () => {
    const png = Buffer.from(await makePng(noise)).fill(0, 2000, 2400);
    expect((await errorOf(decodeImage(png, crop))).reason).toMatch(/damaged/);
    const jpeg = Buffer.from(await makeJpeg(noise)).fill(0, 4, 300);
    expect((await errorOf(decodeImage(jpeg, crop))).reason).toMatch(/damaged|truncated/);
  });
});
