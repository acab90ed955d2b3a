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
});

it("leaves out identities of one or two images, and images that have no embedding", () => {
  const { labels, embeddings } = embed(2);
  for (const image of [0, 1, 2]) embeddings.delete(image);
  expect(suspectLabels({ ...search, embeddings, identities: labels }).looked).toBe(5);
});

it("holds the distance to other images, not to a centre that lies between them, against the threshold", () => {
  // Three images at the corners of a triangle: pairs are 9 apart, each at most 9 from the median.
  const points = [
    [0, 0],
    [3, 0],
    [0, 3],
    [0.1, 0.1],
    [50, 50],
  ];
  const embeddings = new Map(points.map((point, image) => [image, Float32Array.from(point)]));
  const identities = Int32Array.of(0, 0, 0, 1, 2);
  const { suspects } = suspectLabels({ ...search, embeddings, identities, threshold: 8.5 });
  // [3, 0] and [0, 3] are 9 from one and 18 from the other; [0, 0] is 9 from both.
  expect(suspects.map(({ image, toOthers }) => [image, toOthers]).sort()).toEqual([
    [0, 9],
    [1, 13.5],
    [2, 13.5],
  ]);
  expect(suspectLabels({ ...search, embeddings, identities, threshold: 14 }).suspects).toEqual([]);
});

it("puts first what is many times nearer to another identity, however far the rest lies", () => {
  const at = (x: number) => Float32Array.of(x);
  const embeddings = new Map(
    [0, 0, 0, 10.1, 10, 10, 10, 100, 40, 40, 40].map((x, image) => [image, at(x)]),
  );
  const identities = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2);
  const { suspects } = suspectLabels({ ...search, embeddings, identities });
  expect(suspects.map(({ image, nearer }) => [image, nearer?.identity])).toEqual([
    [3, 1],
    [7, 2],
  ]);
});

it("compares with some images of a large identity only, and finds the odd one all the same", () => {
  const embeddings = new Map(
    Array.from({ length: 1000 }, (_, image) => [image, Float32Array.of(image === 777 ? 9 : 0)]),
  );
  const { suspects } = suspectLabels({ ...search, embeddings, identities: new Int32Array(1000) });
  expect(suspects).toEqual([{ image: 777, toOthers: 81, distance: 81 }]);
});
