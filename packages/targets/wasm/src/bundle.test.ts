import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { type BundledFile, bundle } from "./testing/bundle.test.support.js";

/** Bytes, compressed, that a page loads before its first embedding, beside the model. */
const budget = 50_000;

describe("the bundle for browsers", () => {
  let files: BundledFile[];
  beforeAll(async () => {
    files = await bundle("browser");
  });

  it(`is within ${budget / 1000} kB, compressed; tfjs comes only when it is asked for`, () => {
    const entry = files.find(({ isEntry }) => isEntry)!;
    const loaded = [entry, ...files.filter(({ name }) => entry.imports.includes(name))];
    const bytes = loaded.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
    expect(bytes).toBeLessThan(budget);
    const tfjs = loaded.flatMap(({ modules }) => modules).filter((id) => id.includes("tfjs"));
    expect(tfjs).toEqual([]);
  });

  it("has nothing of Node in it", () => {
    const modules = files.flatMap((file) => file.modules);
    expect(modules.some((id) => id.endsWith("platform/browser.ts"))).toBe(true);
    for (const foreign of [
      "platform/node.ts",
      "node/folder-source.ts",
      "sharp",
      "packages/images",
    ]) {
      expect(modules.filter((id) => id.includes(foreign))).toEqual([]);
    }
    for (const { imports, code } of files) {
      expect(imports.filter((name) => name.startsWith("node:"))).toEqual([]);
      expect(code).not.toMatch(/from\s*["']node:/);
    }
  });
});
