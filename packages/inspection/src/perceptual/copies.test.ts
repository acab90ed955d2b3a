import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openArchive } from "@multibatch/images";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { defaultSimilarity } from "../inspect.js";
import { createFeatureExtractor, featureCount } from "./frequency-features.js";
import { findNearPairs } from "./near-duplicates.js";
import { standardise } from "./standardise.js";

const tar = fileURLToPath(
  new URL("../../../../../shared/data/lfw/lfw_aligned112.tar", import.meta.url),
);
if (!existsSync(tar)) console.warn(`SKIPPED: copies of real images, because ${tar} is missing.`);

/** What happens to a picture on its way from one page to another. */
const alterations: Readonly<Record<string, (image: Sharp) => Promise<Buffer>>> = {
  "JPEG of quality 30": (image) => image.jpeg({ quality: 30 }).toBuffer(),
  "half the size": (image) => image.resize(56, 56).png().toBuffer(),
  "10 % more contrast, and brighter": (image) => image.linear(1.1, 2).png().toBuffer(),
  grey: (image) => image.greyscale().png().toBuffer(),
  "a pixel cut off each side": (image) =>
    image.extract({ left: 1, top: 1, width: 110, height: 110 }).png().toBuffer(),
};

describe.skipIf(!existsSync(tar))("copies among a thousand aligned faces", () => {
  it("are found whatever was done to them, and nothing else is", async () => {
    const archive = await openArchive(tar);
    const originals = await Promise.all(
      Array.from({ length: 1000 }, (_, i) => archive.bytes(13 * i)),
    );
    await archive.close();
    const copies = await Promise.all(
      Object.values(alterations).flatMap((alter, kind) =>
        originals.slice(100 * kind, 100 * (kind + 1)).map((bytes) => alter(sharp(bytes))),
      ),
    );
    const extract = createFeatureExtractor({ height: 112, width: 112, channels: 3 });
    const features = new Float32Array((originals.length + copies.length) * featureCount);
    for (const [i, bytes] of [...originals, ...copies].entries()) {
      const pixels = await sharp(bytes).resize(112, 112).toColourspace("srgb").raw().toBuffer();
      const rgb = pixels.length === 112 * 112 * 3 ? pixels : widen(pixels);
      extract(rgb, features.subarray(i * featureCount, (i + 1) * featureCount));
    }
    const { pairs } = findNearPairs(standardise(features), { similarity: defaultSimilarity });
    const isCopy = ({ first, second }: { first: number; second: number }) =>
      second === originals.length + first;
    const found = Object.keys(alterations).map((_name, kind) => {
      const own = pairs.filter((pair) => isCopy(pair) && Math.floor(pair.first / 100) === kind);
      return own.length;
    });
    for (const count of found) expect(count).toBeGreaterThanOrEqual(95);
    const others = pairs.filter((pair) => !isCopy(pair));
    expect(others.length).toBeLessThanOrEqual(2);
  });
});

/** Grey as three equal channels. */
function widen(grey: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]);
}
