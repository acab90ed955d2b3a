import { appendFile, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { testDataset } from "@multibatch/conformance";
import type { Dataset, ProgressEvent } from "@multibatch/core";
import { type MadeFolder, makeTar } from "@multibatch/images/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lfw } from "./index.js";
import { makeTinyLfw, tinyImages, tinyProtocols } from "./tiny-lfw.test-helper.js";

let events: ProgressEvent[] = [];
const notices = () =>
  events.flatMap((event) => (event.type === "notice" ? [event.message] : [])).join("\n");

function open(folder: MadeFolder, options: object = {}): Promise<Dataset> {
  events = [];
  return lfw
    .configure({
      images: "images.tar",
      protocolFiles: "protocols",
      judge: "view-2",
      height: 8,
      width: 8,
      channels: 3,
      validation: 0.34,
      ...options,
    })
    .create({ directory: folder.path, emit: (event) => events.push(event) });
}

describe("a made-up LFW", () => {
  let tiny: MadeFolder;
  beforeAll(async () => {
    tiny = await makeTinyLfw();
  });
  afterAll(() => tiny.remove());

  testDataset("lfw, View 2 from a tar", () => open(tiny));
  testDataset("lfw, View 1 from a folder", () => open(tiny, { images: "images", judge: "view-1" }));

  it("gives the same pixels from a folder and from a tar", async () => {
    const [folder, tar] = [await open(tiny, { images: "images" }), await open(tiny)];
    const all = folder.identities.map((_identity, image) => image);
    expect(all.length).toBe(24);
    expect(tar.identities).toEqual(folder.identities);
    expect(tar.identityNames).toEqual(folder.identityNames);
    expect(await tar.read(all)).toEqual(await folder.read(all));
    expect(tar.imageName(0)).toBe(`${join(tiny.path, "images.tar")}/Ann_Ames/Ann_Ames_0001.jpg`);
    await Promise.all([folder.close(), tar.close()]);
  });

  it("judges View 2 by the pairs in file order", async () => {
    const dataset = await open(tiny);
    const names = dataset.protocols.test!.folds.map((fold) =>
      Array.from(fold.first, (first, i) => {
        const short = (image: number) =>
          dataset.imageName(image).replace(/.*\/(\w)\S*_000(\d)\.jpg/, "$1$2");
        return `${short(first)} ${fold.same[i] ? "=" : "≠"} ${short(fold.second[i])}`;
      }),
    );
    expect(names).toEqual([
      ["A1 = A3", "B1 = B2", "A2 ≠ B3", "A1 ≠ B1"],
      ["C1 = C2", "D2 = D1", "C2 ≠ D1", "D2 ≠ C1"],
    ]);
    await dataset.close();
  });

  it("trains on people who are in no pair that is judged, and says so", async () => {
    for (const [judge, judged, training] of [
      ["view-2", "ABCD", "EFGHIJ"],
      ["view-1", "IJ", "ABCDEFGH"],
    ] as const) {
      const dataset = await open(tiny, { judge });
      const people = (images: Int32Array) =>
        [
          ...new Set(Array.from(images, (i) => dataset.identityNames[dataset.identities[i]][0])),
        ].join("");
      const { train, validation, test } = dataset.splits;
      expect(people(test)).toBe(judged);
      expect([...(people(train) + people(validation))].sort().join("")).toBe(training);
      const held = Math.round(training.length * 0.34);
      expect(people(validation)).toHaveLength(held);
      const { statement } = dataset.protocols.test!;
      expect(statement).toMatch(
        judge === "view-2" ? /LFW View 2: the 8 pairs/ : /the 4 pairs of LFW View 1/,
      );
      expect(statement).toContain(`has ${training.length - held} people (${train.length} images)`);
      expect(statement).toContain(`${held} more (${validation.length} images) are held out`);
      expect(notices()).toMatch(/an accuracy on it is not an accuracy on LFW/);
      await dataset.close();
    }
  });
});

describe("a fold of View 2", () => {
  let tiny: MadeFolder;
  beforeAll(async () => {
    tiny = await makeTinyLfw();
  });
  afterAll(() => tiny.remove());

  const fold = (number: number, options: object = {}) => open(tiny, { fold: number, ...options });
  const initials = (dataset: Dataset, part: keyof Dataset["splits"]) =>
    [
      ...new Set(
        Array.from(dataset.splits[part], (i) => dataset.identityNames[dataset.identities[i]][0]),
      ),
    ].join("");

  testDataset("lfw, fold 1 of View 2", () => fold(1));

  it("is judged on its pairs alone, and trained on the people of the other folds", async () => {
    for (const [number, judged, others] of [
      [1, "AB", "CDHIJ"],
      [2, "CD", "ABEFG"],
    ] as const) {
      const dataset = await fold(number, { validation: 2 });
      const { folds, statement } = dataset.protocols.test!;
      expect(folds.flatMap(({ same }) => [...same]).sort()).toEqual([0, 0, 1, 1]);
      expect(initials(dataset, "test")).toBe(judged);
      expect(initials(dataset, "validation")).toHaveLength(2);
      const all = initials(dataset, "train") + initials(dataset, "validation");
      expect([...all].sort().join("")).toBe(others);
      expect(statement).toContain(`Judged on fold ${number} of 2 of LFW View 2: the 4 pairs`);
      expect(statement).toContain(
        `has 3 people (${dataset.splits.train.length} images) of people.txt in the folds other than fold ${number}`,
      );
      await dataset.close();
    }
  });

  it("must be there, and of View 2", async () => {
    await expect(fold(3)).rejects.toThrow(/2 folds of pairs.+fold 3.+Give a fold of 1…2/);
    expect(() => fold(1, { judge: "view-1" })).toThrow(/fold.*only View 2 has folds of people/);
    expect(() => fold(1, { validation: 1.5 })).toThrow(/validation/);
  });
});

describe("what is wrong is named", () => {
  let tiny: MadeFolder;
  beforeEach(async () => {
    tiny = await makeTinyLfw();
  });
  afterEach(() => tiny.remove());

  const at = (...parts: string[]) => join(tiny.path, ...parts);
  const write = (name: keyof typeof tinyProtocols, from: string, to: string) =>
    writeFile(at("protocols", name), tinyProtocols[name].replace(from, to));

  it("an image that a pair asks for", async () => {
    await write("pairs.txt", "Bob_Bell\t1\t2", "Bob_Bell\t1\t7");
    await expect(open(tiny)).rejects.toThrow(
      /^pairs\.txt, line 3: Bob_Bell_0007\.jpg is not among the images in .+images\.tar\. Complete the images/,
    );
  });

  it("an image that a person of the people file must have", async () => {
    await rm(at("images", "Fay_Fox", "Fay_Fox_0002.jpg"));
    await expect(open(tiny, { images: "images" })).rejects.toThrow(
      /^people\.txt, line 6: Fay_Fox_0002\.jpg is not among/,
    );
  });

  it("a protocol file that is missing or malformed", async () => {
    await write("people.txt", "Fay_Fox\t2", "Fay_Fox two");
    await expect(open(tiny)).rejects.toThrow(/^people\.txt, line 6: field 2 is "two"/);
    await rm(at("protocols", "pairs.txt"));
    await expect(open(tiny)).rejects.toThrow(
      /The file .+pairs\.txt \(option "protocolFiles"\): The file does not exist/,
    );
  });

  it("images that are missing, or not LFW's", async () => {
    await expect(open(tiny, { images: "nowhere" })).rejects.toThrow(
      /nowhere \(option "images"\): The file does not exist/,
    );
    await expect(open(tiny, { images: "protocols" })).rejects.toThrow(/has no images of LFW/);
    await writeFile(at("other.tar"), await makeTar({ "a/b.jpg": Buffer.from("x") }));
    await expect(open(tiny, { images: "other.tar" })).rejects.toThrow(/has no images of LFW/);
  });

  it("a tar that is cut off, compressed or no tar", async () => {
    const tar = await readFile(at("images.tar"));
    await truncate(at("images.tar"), tar.length - 5000);
    await expect(open(tiny)).rejects.toThrow(
      /images\.tar is not a whole tar file .+ Copy it again/,
    );
    await writeFile(at("images.tar"), gzipSync(tar));
    await expect(open(tiny)).rejects.toThrow(/is compressed by gzip.+gunzip/);
    await writeFile(at("images.tar"), Buffer.alloc(4096, 65));
    await expect(open(tiny)).rejects.toThrow(/is not a whole tar file/);
  });

  it("an image that is there twice, and files that are called otherwise", async () => {
    const images = await tinyImages();
    const extra = {
      ...images,
      "lfw/Ann_Ames/readme.txt": Buffer.from("x"),
      "Ann_Ames/Bob_Bell_0001.jpg": Buffer.from("x"),
    };
    await writeFile(at("images.tar"), await makeTar(extra));
    await (await open(tiny)).close();
    expect(notices()).toMatch(/2 files in .+images\.tar are not called like images of LFW/);
    const [anyone] = Object.values(images);
    const twice = { ...images, "again/Ann_Ames/Ann_Ames_0001.jpg": anyone };
    await writeFile(at("images.tar"), await makeTar(twice));
    await expect(open(tiny)).rejects.toThrow(/holds Ann_Ames_0001\.jpg twice/);
  });

  it("too few people to train on", async () => {
    await expect(open(tiny, { validation: 0.9 })).rejects.toThrow(
      /^Of the 10 people of people\.txt, 6 are in no pair of pairs\.txt, and 1 are left to train on/,
    );
  });

  it("a damaged image, once, while the rest is read", async () => {
    const images = await tinyImages();
    images["Bob_Bell/Bob_Bell_0002.jpg"] = images["Bob_Bell/Bob_Bell_0002.jpg"].subarray(0, 300);
    images["Eve_Eder/Eve_Eder_0001.jpg"] = Buffer.alloc(0);
    await writeFile(at("images.tar"), await makeTar(images));
    const dataset = await open(tiny);
    const all = dataset.identities.map((_identity, image) => image);
    const { failed } = await dataset.read(all);
    await dataset.read(all);
    expect(failed.map(({ name }) => name.replace(/.*\//, ""))).toEqual([
      "Bob_Bell_0002.jpg",
      "Eve_Eder_0001.jpg",
    ]);
    expect(events.filter((event) => event.type === "image-failed")).toHaveLength(2);
    await dataset.close();
  });

  it("a tar that changes, by decoding it again", async () => {
    const options = { cache: { folder: "decoded" } };
    const read = async () => {
      const dataset = await open(tiny, options);
      const { pixels } = await dataset.read([0]);
      await dataset.close();
      return pixels;
    };
    const before = await read();
    expect(await read()).toEqual(before);
    const images = await tinyImages();
    images["Ann_Ames/Ann_Ames_0001.jpg"] = images["Joe_Jost/Joe_Jost_0001.jpg"];
    await writeFile(at("new.tar"), await makeTar(images));
    await appendFile(at("new.tar"), Buffer.alloc(512));
    await rename(at("new.tar"), at("images.tar"));
    expect(await read()).not.toEqual(before);
  });
});
