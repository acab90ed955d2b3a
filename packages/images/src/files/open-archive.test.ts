import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { type MadeFolder, makeFolder, makeTar, makeZip } from "../testing.js";
import { joinFiles, selectFiles } from "./image-files.js";
import { openArchive } from "./open-archive.js";

let folder: MadeFolder | undefined;
afterEach(() => folder?.remove());

async function archive(name: string, bytes: Uint8Array | string): Promise<string> {
  folder = await makeFolder({ [name]: bytes });
  return join(folder.path, name);
}

const files = { "a/1.txt": "one", "a/2.txt": "", "b/ü.txt": "drei".repeat(1000) };
const read = async (bytes: Promise<Uint8Array>) => Buffer.from(await bytes).toString();

describe.each([
  ["tar", makeTar],
  ["zip", async (content: typeof files) => makeZip(content)],
] as const)("a %s", (kind, make) => {
  it("gives its files one by one, in any order and at once", async () => {
    const place = await archive(`made.${kind}`, await make(files));
    const opened = await openArchive(place);
    expect(opened.paths).toEqual(Object.keys(files));
    expect(opened.name(2)).toBe(join(place, "b/ü.txt"));
    const order = [2, 0, 1, 2];
    expect(await Promise.all(order.map((file) => read(opened.bytes(file))))).toEqual(
      order.map((file) => Object.values(files)[file]),
    );
    expect(await opened.stamps()).toEqual([
      { name: `made.${kind}`, size: expect.any(Number), modified: expect.any(Number) },
    ]);
    await opened.close();
  });

  it("that is cut off is refused with its name", async () => {
    const bytes = await make(files);
    for (const share of [0.3, 0.6, 0.7]) {
      const short = bytes.subarray(0, Math.floor(share * bytes.length));
      const place = await archive(`short.${kind}`, short);
      await expect(openArchive(place)).rejects.toThrow(
        new RegExp(`short\\.${kind} is not a whole ${kind}`),
      );
      await folder?.remove();
    }
  });

  it("that changes under way fails for the file, by its name", async () => {
    const place = await archive(`made.${kind}`, await make(files));
    const opened = await openArchive(place);
    await writeFile(place, "");
    await expect(opened.bytes(2)).rejects.toThrow(/b\/ü\.txt: /);
    await opened.close();
  });
});

it("names what is no archive, compressed, empty or not there", async () => {
  const gzipped = gzipSync(await makeTar(files));
  await expect(openArchive(await archive("a.tar.gz", gzipped))).rejects.toThrow(
    /a\.tar\.gz is compressed by gzip.+gunzip/,
  );
  await expect(openArchive(await archive("empty", ""))).rejects.toThrow(/empty holds no file/);
  await expect(openArchive(await archive("empty.tar", await makeTar({})))).rejects.toThrow(
    /empty\.tar holds no file/,
  );
  await expect(openArchive(join(folder!.path, "nowhere.zip"))).rejects.toThrow(
    /nowhere\.zip: The file does not exist/,
  );
});

it("files of several places are read as one, and some of them in another order", async () => {
  folder = await makeFolder({ "1.zip": makeZip(files), "2.tar": await makeTar({ "c/x": "last" }) });
  const parts = await Promise.all(
    ["1.zip", "2.tar"].map((name) => openArchive(join(folder!.path, name))),
  );
  const joined = joinFiles(parts);
  expect(joined.count).toBe(4);
  const chosen = selectFiles(joined, [3, 0]);
  expect(chosen.paths).toEqual(["c/x", "a/1.txt"]);
  expect(chosen.name(0)).toBe(join(folder.path, "2.tar", "c/x"));
  expect(await Promise.all([0, 1].map((file) => read(chosen.bytes(file))))).toEqual([
    "last",
    "one",
  ]);
  expect(await chosen.stamps()).toHaveLength(2);
  await chosen.close();
});
