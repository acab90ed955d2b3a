import type { Crop, Dataset, ImageFailure } from "@multibatch/core";
import { DataError, Random } from "@multibatch/core";

/** An image of a data set in memory. */
export interface MemoryImage {
  readonly identity: string;
  readonly part?: "train" | "validation" | "test";
  /** Pixels of this noise; another seed, another image. */
  readonly seed: number;
  /** Content of its file; by default one of its own. */
  readonly file?: string;
  readonly broken?: boolean;
}

const crop: Crop = { height: 16, width: 16, channels: 1, region: 1, fit: "cover" };

/** Smooth noise `[16, 16, 1]`: a few waves, so that there is something to recognise. */
export function noisePixels(seed: number): Uint8Array {
  const random = new Random(seed);
  const waves = Array.from({ length: 12 }, () => ({
    across: random.integer(7),
    down: random.integer(7),
    phase: 6 * random.uniform(),
  }));
  return Uint8Array.from({ length: crop.height * crop.width }, (_, i) => {
    const [x, y] = [i % crop.width, Math.floor(i / crop.width)];
    const sum = waves.reduce(
      (total, { across, down, phase }) =>
        total + Math.cos((Math.PI * (across * x + down * y)) / crop.width + phase),
      0,
    );
    return Math.max(0, Math.min(255, Math.round(128 + 25 * sum)));
  });
}

/** A data set of images in memory. */
export function memoryDataset(
  name: string,
  images: readonly MemoryImage[],
  withFiles = true,
): Dataset {
  const identityNames = [...new Set(images.map(({ identity }) => identity))];
  const part = (wanted: MemoryImage["part"]) =>
    Int32Array.from(images.flatMap((image, i) => (image.part === wanted ? [i] : [])));
  const imageName = (image: number) => `${name}/${images[image].identity}/${image}.png`;
  const size = crop.height * crop.width;
  return {
    contract: 1,
    name,
    licence: "made up",
    crop,
    identities: Int32Array.from(images, ({ identity }) => identityNames.indexOf(identity)),
    identityNames,
    splits: { train: part("train"), validation: part("validation"), test: part("test") },
    protocols: {},
    imageName,
    read: async (wanted) => {
      const pixels = new Uint8Array(wanted.length * size);
      const failed: ImageFailure[] = [];
      Array.from(wanted).forEach((image, row) => {
        const { broken, seed } = images[image];
        if (broken) failed.push({ image, name: imageName(image), reason: "It is torn. Mend it." });
        else pixels.set(noisePixels(seed), row * size);
      });
      return { pixels, failed };
    },
    ...(withFiles && {
      fileOf: async (image: number) => {
        if (images[image].broken) throw new DataError(`${imageName(image)} is torn.`);
        return Buffer.from(images[image].file ?? imageName(image));
      },
    }),
    close: async () => {},
  };
}
