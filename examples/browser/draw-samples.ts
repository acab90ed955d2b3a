import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { imageSize } from "@multibatch/core";
import { syntheticFaces } from "@multibatch/dataset-synthetic-faces";
import sharp from "sharp";

const side = 256;
const people = ["Ada", "Ben", "Cleo", "Dan"];

/**
 * Draws sample faces, two pictures each of a few people, and a list of them.
 *
 * @param folder made where it is missing
 */
export async function drawSamples(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const options = {
    height: side,
    width: side,
    channels: 3 as const,
    identities: { train: people.length, validation: 0, test: 0 },
    // People that no model of the examples was trained on.
    seed: 20_261,
  };
  const dataset = await syntheticFaces(options).create();
  try {
    const samples: { file: string; description: string }[] = [];
    const [firstIdentity] = [dataset.identities[dataset.splits.train[0]]];
    for (const number of [1, 2]) {
      for (const [person, name] of people.entries()) {
        const ofPerson = dataset.splits.train.filter(
          (image) => dataset.identities[image] === firstIdentity + person,
        );
        const { pixels } = await dataset.read([ofPerson[number - 1]]);
        const file = `samples/${name.toLowerCase()}-${number}.jpg`;
        const raw = { width: side, height: side, channels: 3 as const };
        const picture = pixels.subarray(0, imageSize(raw));
        await sharp(picture, { raw })
          .jpeg({ quality: 90 })
          .toFile(join(folder, "..", file));
        samples.push({ file, description: `Drawn face of ${name}, picture ${number}` });
      }
    }
    await writeFile(join(folder, "samples.json"), JSON.stringify(samples));
  } finally {
    await dataset.close();
  }
}
