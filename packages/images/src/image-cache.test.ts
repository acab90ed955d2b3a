import * as fileSystem from "node:fs/promises";
import { join } from "node:path";
import type { ProgressEvent } from "@multibatch/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FileSystem } from "./decoded-file.js";
import { ImageCache, type ImageCacheSetup } from "./image-cache.js";
import { type MadeFolder, makeFolder } from "./testing.js";

let folder: MadeFolder;
let events: ProgressEvent[];
beforeEach(async () => {
  folder = await makeFolder();
  events = [];
});
afterEach(() => folder.remove());

const imageSize = 64;
/** An image whose bytes tell which it is. */
const image = (i: number) => new Uint8Array(imageSize).fill(i + 1);

function open(setup: Partial<ImageCacheSetup> = {}): Promise<ImageCache> {
  return ImageCache.open({
    count: 10,
    imageSize,
    key: "key",
    options: { memory: 1, folder: folder.path },
    emit: (event) => events.push(event),
    ...setup,
  });
}

/** A disk of so many bytes. */
function diskOf(bytes: number): FileSystem {
  let left = bytes;
  const openLimited: FileSystem["open"] = async (...call) => {
    const handle = await fileSystem.open(...call);
    const write = handle.write.bind(handle) as (
      bytes: Uint8Array,
      ...rest: number[]
    ) => ReturnType<typeof handle.write>;
    const limited = (data: Uint8Array, ...rest: number[]) => {
      left -= data.length;
      return left >= 0
        ? write(data, ...rest)
        : Promise.reject(
            Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" }),
          );
    };
    return Object.assign(handle, { write: limited });
  };
  return { ...fileSystem, open: openLimited };
}

describe("memory", () => {
  it("keeps what comes first, up to its bound", async () => {
    const bound = (3.5 * imageSize) / 2 ** 20;
    const cache = await open({ options: { memory: bound } });
    for (let i = 0; i < 5; i++) await cache.put(i, image(i));
    expect(cache.memoryBytes).toBe(3 * imageSize);
    expect([0, 1, 2, 3, 4].map((i) => cache.peek(i)?.[0])).toEqual([1, 2, 3, undefined, undefined]);
    expect(await cache.get(4)).toBeUndefined();
    await cache.close();
    expect(cache.memoryBytes).toBe(0);
  });
});

describe("folder", () => {
  it("gives the images to the next run, those of several runs together", async () => {
    const first = await open();
    await Promise.all([0, 3, 7].map((i) => first.put(i, image(i))));
    await first.close();
    const second = await open();
    expect(await second.get(3)).toEqual(image(3));
    expect(await second.get(4)).toBeUndefined();
    await second.put(4, image(4));
    expect(await second.get(7)).toEqual(image(7));
    await second.close();
    const third = await open();
    for (const i of [0, 3, 4, 7]) expect(await third.get(i)).toEqual(image(i));
    for (const i of [1, 2, 9]) expect(await third.get(i)).toBeUndefined();
    await third.close();
    expect(await fileSystem.readdir(folder.path)).toEqual(["key.images"]);
    expect(events).toEqual([]);
  });

  it("serves images beyond the memory's bound", async () => {
    const cache = await open({ options: { memory: 0, folder: folder.path } });
    await cache.put(5, image(5));
    expect(cache.peek(5)).toBeUndefined();
    expect(await cache.get(5)).toEqual(image(5));
    await cache.close();
  });

  it("keeps the old file until it is closed, as a killed run would leave it", async () => {
    const first = await open();
    await first.put(0, image(0));
    await first.close();
    const killed = await open();
    await killed.put(1, image(1));
    const next = await open();
    expect(await next.get(0)).toEqual(image(0));
    expect(await next.get(1)).toBeUndefined();
    await next.close();
    await killed.close();
  });

  it("does not trust a file that was cut off or is of another kind", async () => {
    const first = await open();
    await first.put(0, image(0));
    await first.close();
    const path = join(folder.path, "key.images");
    const bytes = await fileSystem.readFile(path);
    for (const content of [bytes.subarray(0, 100), Buffer.alloc(bytes.length), Buffer.alloc(0)]) {
      await fileSystem.writeFile(path, content);
      const cache = await open();
      expect(await cache.get(0)).toBeUndefined();
      await cache.close();
    }
  });

  it("removes what killed runs left a day ago, and nothing younger", async () => {
    const [old, young] = ["key.images.a.tmp", "key.images.b.tmp"];
    for (const name of [old, young]) await fileSystem.writeFile(join(folder.path, name), "");
    const lastWeek = new Date(Date.now() - 7 * 24 * 60 * 60 * 1000);
    await fileSystem.utimes(join(folder.path, old), lastWeek, lastWeek);
    await (await open()).close();
    expect(await fileSystem.readdir(folder.path)).toEqual([young]);
  });
});

describe("a disk that fails", () => {
  it("costs a notice when it is full, and leaves nothing behind", async () => {
    // Room for the magic line and two images.
    const cache = await open({ fileSystem: diskOf(28 + 2 * imageSize) });
    await Promise.all([0, 1, 2, 3].map((i) => cache.put(i, image(i))));
    await cache.put(4, image(4));
    for (let i = 0; i < 5; i++) expect(await cache.get(i)).toEqual(image(i));
    await cache.close();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: "notice", level: "warning" });
    expect((events[0] as { message: string }).message).toMatch(
      /in memory only: the folder .+ cannot be used \(ENOSPC: no space left.+\)\. Free some space/,
    );
    expect(await fileSystem.readdir(folder.path)).toEqual([]);
  });

  it("leaves the old file whole when it fills up at the very end", async () => {
    const first = await open();
    await first.put(0, image(0));
    await first.close();
    const second = await open({ fileSystem: diskOf(28 + imageSize) });
    await second.put(1, image(1));
    await second.close();
    expect(events).toHaveLength(1);
    const third = await open();
    expect(await third.get(0)).toEqual(image(0));
    expect(await third.get(1)).toBeUndefined();
    await third.close();
  });

  it("costs a notice when the folder cannot be made or written", async () => {
    await fileSystem.writeFile(join(folder.path, "file"), "");
    const cache = await open({ options: { memory: 1, folder: join(folder.path, "file") } });
    await cache.put(0, image(0));
    expect(await cache.get(0)).toEqual(image(0));
    await cache.close();
    const refusing: FileSystem = {
      ...fileSystem,
      open: (path, flags) =>
        flags === "r"
          ? fileSystem.open(path, flags)
          : Promise.reject(
              Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" }),
            ),
    };
    const other = await open({ fileSystem: refusing });
    await other.put(0, image(0));
    expect(await other.get(0)).toEqual(image(0));
    await other.close();
    expect(events).toHaveLength(2);
  });
});
