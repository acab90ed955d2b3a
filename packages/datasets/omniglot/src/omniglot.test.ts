import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testDataset } from "@multibatch/conformance";
import type { Dataset } from "@multibatch/core";
import { type MadeFolder, makeFolder, makePng, makeZip } from "@multibatch/images/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { omniglot } from "./index.js";

const twoDigits = (number: number) => String(number).padStart(2, "0");

/** Drawings of some alphabets with three characters each, by 20 drawers. */
async function drawings(top: string, alphabets: readonly string[], seed: number) {
  const files: Record<string, Uint8Array> = {};
  for (const alphabet of alphabets) {
    for (let character = 1; character <= 3; character++) {
      for (let drawer = 1; drawer <= 20; drawer++) {
        const path = `${top}/${alphabet}/character${twoDigits(character)}/0001_${twoDigits(drawer)}.png`;
        files[path] = await makePng({ seed: seed++, width: 8, height: 8 });
      }
    }
  }
  return files;
}

let made: MadeFolder;
beforeAll(async () => {
  const background = await drawings("images_background", ["Greek", "Latin"], 0);
  const evaluation = await drawings("images_evaluation", ["Avesta", "Tibetan", "ULOG"], 1000);
  made = await makeFolder({
    ...background,
    "background.zip": makeZip(background),
    "evaluation.zip": makeZip(evaluation),
  });
});
afterAll(() => made.remove());

function open(options: object = {}): Promise<Dataset> {
  return omniglot
    .configure({
      background: "background.zip",
      evaluation: "evaluation.zip",
      testAlphabets: ["Tibetan", "ULOG"],
      height: 8,
      width: 8,
      verification: { folds: 2, pairsPerKind: 10 },
      ...options,
    })
    .create({ directory: made.path });
}

const drawersOf = (dataset: Dataset, images: Int32Array) =>
  [
    ...new Set(
      Array.from(images, (image) => Number(/_(\d\d)\.png$/.exec(dataset.imageName(image))![1])),
    ),
  ].sort((a, b) => a - b);
const alphabetsOf = (dataset: Dataset, images: Int32Array) =>
  [
    ...new Set(
      Array.from(images, (image) => dataset.identityNames[dataset.identities[image]].split("/")[0]),
    ),
  ].sort();

testDataset("omniglot", () => open());
testDataset("omniglot, within alphabets", () => open({ differentPairs: "within-alphabet" }));

describe("parts", () => {
  it("share neither alphabets nor drawers", async () => {
    const dataset = await open();
    const { train, validation, test } = dataset.splits;
    expect(dataset.identityNames).toContain("Greek/character02");
    expect(alphabetsOf(dataset, train)).toEqual(["Greek", "Latin"]);
    expect(alphabetsOf(dataset, validation)).toEqual(["Avesta"]);
    expect(alphabetsOf(dataset, test)).toEqual(["Tibetan", "ULOG"]);
    expect(drawersOf(dataset, train)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(drawersOf(dataset, validation)).toEqual([13, 14, 15, 16]);
    expect(drawersOf(dataset, test)).toEqual([17, 18, 19, 20]);
    expect(dataset.protocols.test!.statement).toContain(
      "has 72 images of 6 characters of 2 alphabets by drawers 1 to 12",
    );
    await dataset.close();
  });

  it("are the same from a folder", async () => {
    const [packed, folder] = [await open(), await open({ background: "images_background" })];
    expect(folder.identityNames).toEqual(packed.identityNames);
    expect(folder.splits).toEqual(packed.splits);
    expect(await folder.read([0, 100, 299])).toEqual(await packed.read([0, 100, 299]));
    await Promise.all([packed.close(), folder.close()]);
  });
});

it("pairs characters of one alphabet where that is asked for, an alphabet to a fold", async () => {
  const dataset = await open({ differentPairs: "within-alphabet" });
  const { folds } = dataset.protocols.test!;
  expect(folds).toHaveLength(2);
  for (const { first, second, same } of folds) {
    expect(alphabetsOf(dataset, Int32Array.from([...first, ...second]))).toHaveLength(1);
    expect(same.filter((each) => each === 0).length).toBe(same.length / 2);
  }
  await dataset.close();
});

describe("what is wrong is named", () => {
  it.each<[string, object, RegExp]>([
    [
      "a set that is missing",
      { background: "nowhere.zip" },
      /nowhere\.zip \(option "background"\)/,
    ],
    [
      "one set twice",
      { evaluation: "background.zip", testAlphabets: ["Greek"] },
      /The alphabet Greek is in "background" and in "evaluation"/,
    ],
    [
      "an alphabet that is not there",
      { testAlphabets: ["Klingon"] },
      /The alphabet Klingon \(option "testAlphabets"\) is not in "evaluation", which has Avesta, Tibetan, ULOG/,
    ],
  ])("%s", async (_what, options, message) => {
    await expect(open(options)).rejects.toThrow(message);
  });

  it("too many drawers", () => {
    expect(() => open({ drawers: { train: 15 } })).toThrow(/drawers.*20 or fewer/);
  });

  it("a file of another name, and a part without images", async () => {
    const png = await makePng({ width: 8, height: 8 });
    await writeFile(join(made.path, "other.zip"), makeZip({ "a/b/c.png": png }));
    await expect(open({ background: "other.zip" })).rejects.toThrow(
      /other\.zip holds a\/b\/c\.png, which is not called like a drawing of Omniglot/,
    );
    const late = makeZip({ "Runes/character01/0001_20.png": png });
    await writeFile(join(made.path, "late.zip"), late);
    await expect(open({ background: "late.zip" })).rejects.toThrow(
      /The train part of Omniglot is empty: no image is of its drawers \(1…12\)/,
    );
  });
});
