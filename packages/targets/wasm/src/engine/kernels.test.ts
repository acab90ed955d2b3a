import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { compileKernels } from "../../build-kernels.mjs";

it("holds the compiled kernels to their sources", async () => {
  const committed = await readFile(new URL("./kernels.wasm.ts", import.meta.url), "utf8");
  expect(committed === (await compileKernels()), "run: npm run kernels").toBe(true);
});
