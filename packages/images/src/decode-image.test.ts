import { cropSchema } from "@multibatch/core";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeImage } from "./decode-image.js";
import { makeJpeg, makePixels, makePng } from "./testing.js";

const crop = (options: object) =>
  cropSchema.parse({ height: 8, width: 8, channels: 3, ...options });
const rgb = crop({});
const red = [200, 50, 50] as const;

/** Expects one colour all over, each channel within `tolerance`. */
function expectColour(pixels: Uint8Array, colour: readonly number[], tolerance = 0): void {
  pixels.forEach((value, i) => {
    expect(Math.abs(value - colour[i % colour.length])).toBeLessThanOrEqual(tolerance);
  });
}

/** RGB of a pixel of an image `[h, w, 3]`. */
function pixelAt(pixels: Uint8Array, width: number, y: number, x: number): number[] {
  return [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

describe("formats", () => {
  it("decodes JPEG, PNG and WebP to [h, w, 3]", async () => {
    const image = { colour: red };
    const jpeg = await decodeImage(await makeJpeg(image), rgb);
    expect(jpeg.length).toBe(8 * 8 * 3);
    expectColour(jpeg, red, 2);
    expectColour(await decodeImage(await makePng(image), rgb), red);
    const webp = await makePixels(image).webp({ lossless: true }).toBuffer();
    expectColour(await decodeImage(webp, rgb), red);
  });

  it("gives a lossless image of the right size back byte for byte", async () => {
    const image = { width: 20, height: 12, seed: 3 };
    const pixels = await decodeImage(await makePng(image), crop({ width: 20, height: 12 }));
    expect(Buffer.from(pixels).equals(await makePixels(image).raw().toBuffer())).toBe(true);
  });

  it("takes the first frame of an animation", async () => {
    const frame = (colour: readonly number[]) =>
      Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => colour[i % 3]);
    const frames = Buffer.concat([frame([250, 0, 0]), frame([0, 0, 250])]);
    const animation = await sharp(frames, {
      raw: { width: 16, height: 32, channels: 3, pageHeight: 16 },
    })
      .webp({ lossless: true })
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(2);
    expectColour(await decodeImage(animation, rgb), [250, 0, 0]);
  });
});

describe("colour", () => {
  it("brings 16 bits to 8", async () => {
    const colour = [200 * 257, 50 * 257, 257];
    const pixels = Uint16Array.from({ length: 16 * 16 * 3 }, (_, i) => colour[i % 3]);
    const png = await sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } })
      .toColourspace("rgb16")
      .png()
      .toBuffer();
    expect((await sharp(png).metadata()).depth).toBe("ushort");
    expectColour(await decodeImage(png, rgb), [200, 50, 1]);
  });

  it("brings 16-bit grey to 8-bit RGB and to 8-bit grey", async () => {
    const pixels = new Uint16Array(16 * 16).fill(128 * 257);
    const png = await sharp(pixels, { raw: { width: 16, height: 16, channels: 1 } })
      .toColourspace("grey16")
      .png()
      .toBuffer();
    expectColour(await decodeImage(png, rgb), [128]);
    expectColour(await decodeImage(png, crop({ channels: 1 })), [128]);
  });

  it("converts CMYK to sRGB: neither inverted nor with four channels", async () => {
    const convert = async (colour: readonly [number, number, number]) => {
      const jpeg = await makePixels({ colour }).toColourspace("cmyk").jpeg().toBuffer();
      expect((await sharp(jpeg).metadata()).space).toBe("cmyk");
      return decodeImage(jpeg, rgb);
    };
    expectColour(await convert([255, 255, 255]), [255, 255, 255], 3);
    expectColour(await convert([0, 0, 0]), [0, 0, 0], 20);
    // Paper inks do not reach every colour of a screen: 25 is the profile's own loss.
    expectColour(await convert([200, 50, 50]), red, 25);
    expectColour(await convert([128, 128, 128]), [128, 128, 128], 25);
  });

  it("follows an embedded profile", async () => {
    const png = await makePixels({ colour: red }).withIccProfile("p3").png().toBuffer();
    const stored = await sharp(png, { ignoreIcc: true }).raw().toBuffer();
    expect([...stored.subarray(0, 3)]).not.toEqual([...red]);
    expectColour(await decodeImage(png, rgb), red, 2);
  });

  it("lays transparent pixels on black", async () => {
    const half = { width: 16, height: 16, channels: 4 as const };
    const png = await sharp({
      create: { ...half, background: { r: 200, g: 100, b: 50, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    expectColour(await decodeImage(png, rgb), [100, 50, 25], 1);
  });

  it("makes grey by the luma of BT.601", async () => {
    const pixels = await decodeImage(await makePng({ colour: red }), crop({ channels: 1 }));
    expect(pixels.length).toBe(8 * 8);
    expectColour(pixels, [Math.round(0.299 * 200 + 0.587 * 50 + 0.114 * 50)]);
  });
});

describe("geometry", () => {
  it("keeps the central region", async () => {
    const image = { width: 40, height: 30, seed: 5 };
    const whole = await makePixels(image).raw().toBuffer();
    const pixels = await decodeImage(
      await makePng(image),
      crop({ width: 20, height: 15, region: 0.5 }),
    );
    for (let y = 0; y < 15; y++) {
      for (let x = 0; x < 20; x++) {
        // (30 − 15) / 2 = 7.5 is rounded down.
        expect(pixelAt(pixels, 20, y, x)).toEqual(pixelAt(whole, 40, y + 7, x + 10));
      }
    }
  });

  it("fits by covering, containing or filling", async () => {
    // Left half red, right half blue, 40 × 20.
    const stripes = Uint8Array.from({ length: 40 * 20 * 3 }, (_, i) =>
      Math.floor(i / 3) % 40 < 20 ? [255, 0, 0][i % 3] : [0, 0, 255][i % 3],
    );
    const png = await sharp(stripes, { raw: { width: 40, height: 20, channels: 3 } })
      .png()
      .toBuffer();
    const fit = (name: string) => decodeImage(png, crop({ width: 20, height: 20, fit: name }));
    const [cover, contain, fill] = await Promise.all(["cover", "contain", "fill"].map(fit));
    expect(pixelAt(cover, 20, 0, 0)).toEqual([255, 0, 0]);
    expect(pixelAt(cover, 20, 19, 19)).toEqual([0, 0, 255]);
    expect(pixelAt(contain, 20, 2, 2)).toEqual([0, 0, 0]);
    expect(pixelAt(contain, 20, 10, 2)).toEqual([255, 0, 0]);
    expect(pixelAt(fill, 20, 2, 2)).toEqual([255, 0, 0]);
    expect(pixelAt(fill, 20, 19, 17)).toEqual([0, 0, 255]);
  });

  it("honours all eight EXIF orientations", async () => {
    const [width, height] = [12, 8];
    const image = { width, height, seed: 9 };
    const stored = await makePixels(image).raw().toBuffer();
    /** Where the pixel that is shown at (y, x) is stored (Exif 2.32, table 6). */
    const origins: Record<number, (y: number, x: number) => [number, number]> = {
      1: (y, x) => [y, x],
      2: (y, x) => [y, width - 1 - x],
      3: (y, x) => [height - 1 - y, width - 1 - x],
      4: (y, x) => [height - 1 - y, x],
      5: (y, x) => [x, y],
      6: (y, x) => [height - 1 - x, y],
      7: (y, x) => [height - 1 - x, width - 1 - y],
      8: (y, x) => [x, width - 1 - y],
    };
    for (const [orientation, origin] of Object.entries(origins)) {
      const png = await makePixels(image)
        .withMetadata({ orientation: Number(orientation) })
        .png()
        .toBuffer();
      const turned = Number(orientation) >= 5;
      const shown = turned ? { width: height, height: width } : { width, height };
      const pixels = await decodeImage(png, crop(shown));
      for (let y = 0; y < shown.height; y++) {
        for (let x = 0; x < shown.width; x++) {
          const [storedY, storedX] = origin(y, x);
          expect(pixelAt(pixels, shown.width, y, x), `orientation ${orientation}`).toEqual(
            pixelAt(stored, width, storedY, storedX),
          );
        }
      }
    }
  });

  it("turns before it takes the region", async () => {
    const png = await makePixels({ width: 40, height: 20, seed: 2 })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const upright = await makePixels({ width: 40, height: 20, seed: 2 })
      .rotate(90)
      .png()
      .toBuffer();
    const half = crop({ width: 10, height: 20, region: 0.5 });
    expect(await decodeImage(png, half)).toEqual(await decodeImage(upright, half));
  });
});
