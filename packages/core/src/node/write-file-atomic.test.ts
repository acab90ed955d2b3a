import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataError } from "../errors.js";
import { writeFileAtomic } from "./write-file-atomic.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("writeFileAtomic", () => {
  it("writes and replaces, makes missing folders, and leaves no other file", async () => {
    const file = join(folder, "a", "b", "file.txt");
    await writeFileAtomic(file, "one");
    await writeFileAtomic(file, new TextEncoder().encode("two"));
    expect(await readFile(file, "utf8")).toBe("two");
    expect(await readdir(join(folder, "a", "b"))).toEqual(["file.txt"]);
  });

  it("keeps the old content and names the file when it fails", async () => {
    const blocked = join(folder, "a folder");
    await mkdir(blocked);
    await writeFile(join(blocked, "inside"), "kept");
    await expect(writeFileAtomic(blocked, "new")).rejects.toThrow(DataError);
    await expect(writeFileAtomic(blocked, "new")).rejects.toThrow(blocked);
    expect(await readFile(join(blocked, "inside"), "utf8")).toBe("kept");
    expect(await readdir(folder)).toEqual(["a folder"]);
  });

  it("explains a path that leads through a file", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(writeFileAtomic(join(folder, "file", "x"), "")).rejects.toThrow(
      /file, not a folder|in the way|exists/i,
    );
  });
});
