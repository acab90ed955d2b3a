import { Random } from "@multibatch/core";
import { expect, it } from "vitest";
import { suspectLabels } from "./label-noise.js";

/** Embeddings of identities that lie far apart, five images each. */
function embed(identities: number, seed = 0) {
  const random = new Random(seed);
  const labels = Int32Array.from({ length: 5 * identities }, (_, i) => Math.floor(i / 5));
  const embeddings = new Map(
    Array.from(labels, (identity, image) => [
      image,
      Float32Array.from(
        { length: 4 },
        (_, i) => (i === identity % 4 ? 10 * (identity + 1) : 0) + random.uniform(),
      ),
    ]),
  );
  return { labels, embeddings };
}

const search = { distance: { norm: "squared-l2" }, threshold: 8 } as const;

it("finds the images whose labels were swapped, and whose they are", () => {
  const { labels, embeddings } = embed(6);
  expect(suspectLabels({ ...search, embeddings, identities: labels })).toEqual({
    suspects: [],
    looked: 30,
  });
  const swapped = labels.slice();
  swapped[2] = 3;
  swapped[17] = 0;
  const { suspects } = suspectLabels({ ...search, embeddings, identities: swapped });
  const nearer = suspects.filter((suspect) => suspect.nearer !== undefined);
  expect(nearer.map((suspect) => [suspect.image, suspect.nearer?.identity])).toEqual(
    expect.arrayContaining([
      [2, 0],
      [17, 3],
    ]),
  );
  expect(nearer).toHaveLength(2);
  for (let i = 1; i < suspects.length; i++) {
    expect(suspects[i].distance).toBeLessThanOrEqual(suspects[i - 1].distance);
  }
});

it("leaves out identities of one or two images, and images that have no embedding", () => {
  const { labels, embeddings } = embed(2);
  for (const image of [0, 1, 2]) embeddings.delete(image);
  expect(suspectLabels({ ...search, embeddings, identities: labels }).looked).toBe(5);
});
