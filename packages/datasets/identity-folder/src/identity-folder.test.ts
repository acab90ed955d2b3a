import { readdir, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { testDataset } from "@multibatch/conformance";
import type { Dataset, ProgressEvent } from "@multibatch/core";
import {
  type MadeFolder,
  makeFolder,
  makeJpeg,
  makePixels,
  makePng,
  makeTar,
  makeZip,
} from "@multibatch/images/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { identityFolder } from "./index.js";

const size = { height: 8, width: 8, channels: 1 } as const;

/** Files of `identities` folders with `images` small noise images each. */
async function faces(identities: number, images: number): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (let identity = 0; identity < identities; identity++) {
    for (let image = 0; image < images; image++) {
      const name = `person ${String(identity).padStart(2, "0")}/${image}.png`;
      files[name] = await makePng({ seed: identity * images + image, width: 10, height: 10 });
    }
  }
  return files;
}

let large: MadeFolder;
let made: MadeFolder | undefined;
beforeAll(async () => {
  large = await makeFolder(await faces(24, 4));
});
afterAll(() => large.remove());
afterEach(async () => {
  await made?.remove();
  made = undefined;
});

async function open(
  directory: string,
  options: object = {},
): Promise<{ dataset: Dataset; events: ProgressEvent[]; notices: () => string }> {
  const events: ProgressEvent[] = [];
  const dataset = await identityFolder
    .configure({ root: ".", ...size, ...options })
    .create({ directory, emit: (event) => events.push(event) });
  const notices = () =>
    events.flatMap((event) => (event.type === "notice" ? [event.message] : [])).join("\n");
  return { dataset, events, notices };
}

testDataset("identity-folder", async () => (await open(large.path)).dataset);

describe("parts and protocols", () => {
  it("hold out the stated shares of the identities, the rest is trained on", async () => {
    const { dataset } = await open(large.path, { validation: 0.25, test: 0.125 });
    const { train, validation, test } = dataset.splits;
    expect([train.length, validation.length, test.length]).toEqual([15 * 4, 6 * 4, 3 * 4]);
    expect(dataset.protocols.validation!.statement).toMatch(
      /^Judged on \d+ pairs, half same and half different, in 3 folds, drawn with seed 0 from 24 images of 6 identities of .+ Trained on 60 images of 15 other identities of .+\.$/,
    );
    await dataset.close();
  });

  it("depend on the split seed, and the test part not on the validation share", async () => {
    const splits = async (options: object) => {
      const { dataset } = await open(large.path, options);
      await dataset.close();
      return dataset.splits;
    };
    const usual = await splits({});
    expect((await splits({ splitSeed: 1 })).test).not.toEqual(usual.test);
    expect((await splits({ validation: 0.5 })).test).toEqual(usual.test);
  });

  it("leave out identities with too few images, and count them", async () => {
    made = await makeFolder({
      ...(await faces(8, 3)),
      "single/1.png": await makePng(),
      "another single/1.png": await makePng(),
    });
    const { dataset, notices } = await open(made.path, { verification: { folds: 2 } });
    const { train, validation, test } = dataset.splits;
    expect(train.length + validation.length + test.length).toBe(8 * 3);
    expect(dataset.identities.length).toBe(8 * 3 + 2);
    expect(notices()).toMatch(
      /^2 identities with fewer than 2 images \(2 images in all\) are in no part/m,
    );
    await dataset.close();
  });

  it("can be switched off", async () => {
    const { dataset, notices } = await open(large.path, { validation: 0, test: 0 });
    expect(dataset.splits.train.length).toBe(24 * 4);
    expect(dataset.protocols).toEqual({ validation: undefined, test: undefined });
    expect(notices()).toBe("");
    await dataset.close();
  });
});

describe("an archive", () => {
  const options = { validation: 0, test: 0 };
  const archives = { "faces.tar": makeTar, "faces.zip": makeZip };

  it.each(["faces.tar", "faces.zip"] as const)(
    "%s gives what the folder gives, and its name to the data set",
    async (name) => {
      const files = await faces(6, 3);
      made = await makeFolder({ [name]: await archives[name](files) });
      const folder = await makeFolder(files);
      const { dataset: packed, notices } = await open(made.path, { ...options, root: name });
      const { dataset: unpacked } = await open(folder.path, options);
      expect(notices()).toBe("");
      expect(packed.name).toBe("faces");
      expect(packed.identityNames).toEqual(unpacked.identityNames);
      expect(packed.identities).toEqual(unpacked.identities);
      const all = packed.identities.map((_identity, image) => image);
      expect(await packed.read(all)).toEqual(await unpacked.read(all));
      const file = Object.keys(files)[4];
      expect(packed.imageName(4)).toBe(join(made.path, name, file));
      expect(Buffer.from(await packed.fileOf!(4)).equals(Buffer.from(files[file]))).toBe(true);
      await Promise.all([packed.close(), unpacked.close()]);
      await folder.remove();
    },
  );

  it("takes identities from several levels of folders", async () => {
    const [png, other] = [await makePng(), await makePng({ seed: 1 })];
    const files = {
      "all/Greek/alpha/1.png": png,
      "all/Greek/alpha/2.png": other,
      "all/Latin/alpha/1.png": png,
      "all/Latin/alpha/2.png": other,
    };
    made = await makeFolder({ "letters.zip": makeZip(files), ...files });
    const two = { ...options, depth: 2 };
    for (const root of ["letters.zip", "all"]) {
      const { dataset } = await open(made.path, { ...two, root });
      expect(dataset.identityNames).toEqual(["Greek/alpha", "Latin/alpha"]);
      expect([...dataset.identities]).toEqual([0, 0, 1, 1]);
      await dataset.close();
    }
  });

  it("that is truncated, damaged or of another layout is refused with its name", async () => {
    const files = await faces(2, 2);
    const [tar, zip] = [await makeTar(files), makeZip(files)];
    made = await makeFolder({
      "short.tar": tar.subarray(0, tar.length - 1500),
      "short.zip": zip.subarray(0, zip.length - 30),
      "flat.tar": await makeTar({ "1.png": "x", "notes.txt": "y" }),
      "hello.tar": "hello",
    });
    const opening = (root: string) => open(made!.path, { ...options, root });
    await expect(opening("short.tar")).rejects.toThrow(/short\.tar is not a whole tar file/);
    await expect(opening("short.zip")).rejects.toThrow(/short\.zip is not a whole zip file/);
    await expect(opening("flat.tar")).rejects.toThrow(
      /flat\.tar \(option "root"\) has no identities.+FOLDER\/IMAGE\.jpg/,
    );
    await expect(opening("hello.tar")).rejects.toThrow(/hello\.tar/);
  });
});

describe("too little data", () => {
  it("explains what two identities in all lack", async () => {
    made = await makeFolder(await faces(2, 3));
    await expect(open(made.path)).rejects.toThrow(
      /has 2 identities: too few for the parts that are asked for \(validation 0\.1, test 0\.1\), because training and each part need at least two identities of their own\. Add identities, or set "validation" and "test" to 0/,
    );
    const { dataset } = await open(made.path, { validation: 0, test: 0 });
    expect(dataset.splits.train.length).toBe(6);
    await dataset.close();
  });

  it("explains what one identity lacks, even without held-out parts", async () => {
    made = await makeFolder({ ...(await faces(1, 3)), "single/1.png": await makePng() });
    await expect(open(made.path, { validation: 0, test: 0 })).rejects.toThrow(
      /has 1 identity with 2 or more images \(option "minimumImages"\) out of 2: too few to learn from, for a different pair needs two.+or lower "minimumImages"\./,
    );
  });

  it("names a root without identities, a missing root and a root that is a file", async () => {
    made = await makeFolder({ "file.txt": "" });
    await expect(open(made.path)).rejects.toThrow(/\(option "root"\) has no identities/);
    await expect(open(made.path, { root: "./faces" })).rejects.toThrow(
      `The folder ${join(made.path, "faces")} (option "root") does not exist.`,
    );
    await expect(open(made.path, { root: "file.txt" })).rejects.toThrow(
      /file\.txt holds no file: it is neither a zip nor an uncompressed tar/,
    );
  });

  it("refuses wrong options by their path", () => {
    expect(() =>
      identityFolder.configure({ root: "x", ...size, width: 4 }, "x", "dataset"),
    ).toThrow(/dataset\.width/);
  });
});

describe("bad files", () => {
  it("are reported one by one, and the rest is read", async () => {
    const jpeg = await makeJpeg({ width: 60, height: 60 });
    const webp = await makePixels().webp().toBuffer();
    const files = {
      ...(await faces(2, 2)),
      "bad/0 byte.jpg": "",
      "bad/corrupt.png": Buffer.from(await makePng({ width: 60, height: 60 })).fill(0, 500, 900),
      "bad/not an image.jpg": "hello",
      "bad/truncated.jpg": jpeg.subarray(0, jpeg.length / 2),
      "bad/gif.jpg": await makePixels().gif().toBuffer(),
      "good/cmyk.jpg": await makePixels().toColourspace("cmyk").jpeg().toBuffer(),
      "good/sixteen.png": await makePixels().toColourspace("rgb16").png().toBuffer(),
      "good/webp.webp": webp,
      "空 folder/": "",
      "山田 太郎/写真 1.jpg": jpeg,
      "山田 太郎/写真 2.jpg": await makeJpeg({ seed: 1 }),
    };
    made = await makeFolder(files);
    await symlink(made.path, join(made.path, "loop"));
    const { dataset, events, notices } = await open(made.path, { validation: 0, test: 0 });
    expect(dataset.identityNames).toEqual(["bad", "good", "person 00", "person 01", "山田 太郎"]);

    const all = dataset.identities.map((_identity, image) => image);
    const { failed } = await dataset.read(all);
    await dataset.read(all);
    const root = made.path;
    expect(failed.map(({ name }) => name.slice(root.length + 1))).toEqual([
      "bad/0 byte.jpg",
      "bad/corrupt.png",
      "bad/gif.jpg",
      "bad/not an image.jpg",
      "bad/truncated.jpg",
    ]);
    expect(events.filter((event) => event.type === "image-failed")).toHaveLength(5);
    expect(notices()).toMatch(/identity folders without an image; left out.+空 folder/);
    expect(notices()).toMatch(/symbolic links that lead back.+loop/);
    await dataset.close();
  });
});

describe("cache", () => {
  it("is found again by the next opening, until a file changes", async () => {
    made = await makeFolder({ ...(await faces(3, 2)), ".cache/": "" });
    const options = { validation: 0, test: 0, cache: { folder: ".cache" } };
    const read = async () => {
      const { dataset } = await open(made!.path, options);
      const batch = await dataset.read([0, 1, 5]);
      await dataset.close();
      return batch.pixels;
    };
    const cached = () => readdir(join(made!.path, ".cache"));
    const first = await read();
    expect(await cached()).toHaveLength(1);
    expect(await read()).toEqual(first);
    expect(await cached()).toHaveLength(1);
    await utimes(join(made.path, "person 00/0.png"), 1, 1);
    expect(await read()).toEqual(first);
    expect(await cached()).toHaveLength(2);
  });
});
