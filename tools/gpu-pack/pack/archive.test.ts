import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { archiveFolder, compressionOf } from "./archive.js";
import { parsePackArguments } from "./arguments.js";

let root = "";
let folder = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "multibatch-archive-"));
  folder = join(root, "gpu-pack");
  mkdirSync(folder);
  writeFileSync(join(folder, "noise"), randomBytes(5000));
});
afterEach(() => rmSync(root, { recursive: true }));

test("a folder becomes one file, by its name", async () => {
  const file = join(root, "pack.tar.gz");
  expect(await archiveFolder(folder, file)).toBeGreaterThan(5000);
  expect(execFileSync("tar", ["--list", "--file", file], { encoding: "utf8" })).toBe(
    "gpu-pack/\ngpu-pack/noise\n",
  );
});

test("a pack that is too large is none", async () => {
  const file = join(root, "pack.tar.gz");
  await expect(archiveFolder(folder, file, 4000)).rejects.toThrow(/is 0.0 MiB and may be 0.0 MiB/);
  expect(existsSync(file)).toBe(false);
});

test("archives that nothing here can make are refused before the work", () => {
  expect(compressionOf("a.tar.xz")).toBe("--xz");
  expect(() => parsePackArguments(["--output", "pack.zip"])).toThrow(
    '--output: expected a name that ends in .tar.xz or .tar.gz, received "pack.zip"',
  );
  expect(parsePackArguments([])).toEqual({
    output: expect.stringMatching(/tools.gpu-pack.gpu-pack\.tar\.xz$/),
    folder: undefined,
    node: process.execPath,
  });
  expect(parsePackArguments(["--help"])).toBe("help");
});
