import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { testDataset } from "@multibatch/conformance";
import { type AffineMap, type Dataset, identityMap, mapPoint } from "@multibatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLfw } from "./find-lfw.test-helper.js";
import { lfw, parsePairs, parsePeople } from "./index.js";

const data = findLfw();

const common = (tar: string) =>
  ({
    images: join(data!, tar),
    protocolFiles: data!,
    height: 112,
    width: 112,
    channels: 3,
  }) as const;

const open = (judge: "view-1" | "view-2", tar = "lfw_aligned112.tar"): Promise<Dataset> =>
  lfw({ ...common(tar), judge }).create();

/**
 * Mean absolute difference between the middle of `[112, 112, 3]` pixels and the nearest pixels of
 * another image of this size, where a map sees them.
 */
function meanDifference(pixels: Uint8Array, other: Uint8Array, map: AffineMap): number {
  const size = 112;
  const centre = (i: number) => (2 * i + 1) / size - 1;
  const pixelOf = (at: number) =>
    Math.min(size - 1, Math.max(0, Math.floor(((at + 1) * size) / 2)));
  let sum = 0;
  let count = 0;
  for (let y = 20; y < size - 20; y++) {
    for (let x = 20; x < size - 20; x++) {
      const [u, v] = mapPoint(map, centre(x), centre(y)).map(pixelOf);
      for (let c = 0; c < 3; c++, count++) {
        sum += Math.abs(pixels[(y * size + x) * 3 + c] - other[(v * size + u) * 3 + c]);
      }
    }
  }
  return sum / count;
}

const file = (name: string) => readFile(join(data!, name), "utf8");

describe.skipIf(data === undefined)("LFW's protocol files", () => {
  it("have the published counts", async () => {
    const pairs = parsePairs(await file("pairs.txt"), "pairs.txt");
    expect(pairs.folds.map((fold) => fold.length)).toEqual(Array(10).fill(600));
    const devTrain = parsePairs(await file("pairsDevTrain.txt"), "pairsDevTrain.txt");
    expect(devTrain.folds.map((fold) => fold.length)).toEqual([2200]);
    const devTest = parsePairs(await file("pairsDevTest.txt"), "pairsDevTest.txt");
    expect(devTest.folds.map((fold) => fold.length)).toEqual([1000]);
    const count = async (name: string) => {
      const people = parsePeople(await file(name), name);
      return [people.length, people.reduce((sum, person) => sum + person.images, 0)];
    };
    expect(await count("people.txt")).toEqual([5749, 13233]);
    expect(await count("peopleDevTrain.txt")).toEqual([4038, 9525]);
    expect(await count("peopleDevTest.txt")).toEqual([1711, 3708]);
  });

  it("have the known rows", async () => {
    const pairs = parsePairs(await file("pairs.txt"), "pairs.txt").folds.flat();
    const show = (row: number) => {
      const { first, second, same, line } = pairs[row - 1];
      expect(line).toBe(row + 1);
      return same
        ? `${first.person} ${first.number} ${second.number}`
        : `${first.person} ${first.number} ${second.person} ${second.number}`;
    };
    expect(show(1)).toBe("Abel_Pacheco 1 4");
    expect(show(301)).toBe("Abdel_Madi_Shabneh 1 Dean_Barker 1");
    expect(show(601)).toBe("Abdullah_Gul 1 6");
    expect(show(6000)).toBe("Slobodan_Milosevic 2 Sok_An 1");
  });
});

describe.skipIf(data === undefined)("LFW from its tar", () => {
  let views: Record<"view-1" | "view-2", Dataset>;
  beforeAll(async () => {
    views = { "view-1": await open("view-1"), "view-2": await open("view-2") };
  });
  afterAll(async () => {
    await Promise.all(Object.values(views ?? {}).map((dataset) => dataset.close()));
  });

  const distinct = (values: Iterable<number>) => new Set(values).size;
  const peopleOf = (dataset: Dataset, images: Iterable<number>) =>
    distinct(Array.from(images, (image) => dataset.identities[image]));

  it("has 13,233 images of 5,749 people", () => {
    expect(views["view-2"].identities.length).toBe(13233);
    expect(views["view-2"].identityNames.length).toBe(5749);
  });

  it("judges View 2 on 7,701 images of 4,281 people, and trains on 1,466 of the other 1,468", () => {
    const dataset = views["view-2"];
    const { folds } = dataset.protocols.test!;
    expect(folds).toHaveLength(10);
    for (const { same } of folds) {
      expect([...same]).toEqual([...Array(300).fill(1), ...Array(300).fill(0)]);
    }
    const images = folds.flatMap(({ first, second }) => [...first, ...second]);
    expect(distinct(images)).toBe(7701);
    expect(peopleOf(dataset, images)).toBe(4281);
    const { train, validation, test } = dataset.splits;
    expect(peopleOf(dataset, test)).toBe(4281);
    // Two of the other 1,468 show the picture of someone who is judged.
    expect(peopleOf(dataset, train) + peopleOf(dataset, validation)).toBe(1466);
    expect(train.length + validation.length + test.length).toBe(13233 - 2);
    expect(train.length + validation.length).toBe(1549 - 2);
  });

  it("judges View 1 on ten folds of 100, and trains on 4,037 of the 4,038 people of peopleDevTrain.txt", () => {
    const dataset = views["view-1"];
    const { folds } = dataset.protocols.test!;
    expect(folds).toHaveLength(10);
    for (const { same } of folds) {
      expect([...same]).toEqual([...Array(50).fill(1), ...Array(50).fill(0)]);
    }
    const { train, validation } = dataset.splits;
    expect(peopleOf(dataset, train)).toBe(3633);
    expect(peopleOf(dataset, train) + peopleOf(dataset, validation)).toBe(4037);
    expect(train.length + validation.length).toBe(9524);
    expect(dataset.protocols.test!.statement).toContain("has 3633 people");
  });

  it("decodes images, none of which is black or fails", async () => {
    const dataset = views["view-1"];
    const images = [0, 1, 6000, 13232];
    const { pixels, failed } = await dataset.read(images);
    expect(failed).toEqual([]);
    const size = 112 * 112 * 3;
    for (let row = 0; row < images.length; row++) {
      const sum = pixels.subarray(row * size, (row + 1) * size).reduce((a, b) => a + b, 0);
      expect(sum / size).toBeGreaterThan(20);
    }
  });

  it("trains fold 10 on the 5,140 people of the other folds who are in none of its pairs", async () => {
    const dataset = await lfw({
      ...common("lfw_aligned112.tar"),
      judge: "view-2",
      fold: 10,
    }).create();
    const { folds } = dataset.protocols.test!;
    expect(folds.flatMap(({ same }) => [...same])).toHaveLength(600);
    const { train, validation, test } = dataset.splits;
    expect(peopleOf(dataset, train) + peopleOf(dataset, validation)).toBe(5140);
    expect(peopleOf(dataset, validation)).toBe(514);
    const judged = folds.flatMap(({ first, second }) => [...first, ...second]);
    expect(peopleOf(dataset, test)).toBe(peopleOf(dataset, judged));
    await dataset.close();
  });

  it("knows where the aligned face lies in an unaligned image", async () => {
    const open = (tar: string, landmarks?: object) =>
      lfw({ ...common(tar), judge: "view-2", ...landmarks }).create();
    const aligned = await open("lfw_aligned112.tar");
    const file = join(data!, "lfw_landmarks5.txt");
    const centre = await open("lfw_center150.tar", { landmarks: { file, side: 150 } });
    expect(aligned.alignmentOf).toBeUndefined();

    const images = [0, 77, 4321, 9000, 13232];
    const [wanted, found] = [await aligned.read(images), await centre.read(images)];
    images.forEach((image, row) => {
      const [a, b] = [wanted, found].map(({ pixels }) =>
        pixels.subarray(row * 112 * 112 * 3, (row + 1) * 112 * 112 * 3),
      );
      const map = centre.alignmentOf!(image)!;
      // Pixels of the aligned image against those that the map finds: nearly the same picture, while
      // the unaligned image itself is another one.
      expect(meanDifference(a, b, map)).toBeLessThan(6);
      expect(meanDifference(a, b, identityMap)).toBeGreaterThan(15);
    });
    await Promise.all([aligned.close(), centre.close()]);
  });

  testDataset("lfw, unaligned, View 1", () => open("view-1", "lfw_center150.tar"));
});
