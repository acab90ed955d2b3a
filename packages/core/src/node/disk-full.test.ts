import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { writeFileAtomic } from "./write-file-atomic.js";

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof import("node:fs/promises")>();
  return {
    ...original,
    /** A disk with room for three bytes. */
    open: async (path: string, flags: string) => {
      const handle = await original.open(path, flags);
      handle.writeFile = async (content) => {
        await handle.write(String(content).slice(0, 3));
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
          code: "ENOSPC",
        });
      };
      return handle;
    },
  };
});

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("a full disk is named with the remedy; the old file stays whole and no rest is left", async () => {
  const file = join(folder, "checkpoint");
  await writeFile(file, "the old content");
  await expect(writeFileAtomic(file, "the new content")).rejects.toThrow(
    `${file} could not be written: the disk is full. Free some space`,
  );
  expect(await readFile(file, "utf8")).toBe("the old content");
  expect(await readdir(folder)).toEqual(["checkpoint"]);
});
