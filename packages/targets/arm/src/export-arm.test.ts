import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildNetworks,
  embed,
  furtherToolchains,
  isInstalled,
  relativeError,
  usualToolchains,
} from "./compilers.test.support.js";
import { exportArm } from "./index.js";
import { type Reference, writeModel } from "./model-folder.test.support.js";
import { tinyNetworks } from "./networks.test.support.js";

const scratch = mkdtempSync(join(tmpdir(), "multibatch-arm-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const names = Object.keys(tinyNetworks);
const folders = names.map((_, i) => join(scratch, String(i), "face"));
const references: Reference[] = [];

beforeAll(async () => {
  for (const [i, network] of Object.values(tinyNetworks).entries()) {
    const folder = join(scratch, String(i), "model");
    const model = network();
    references.push(await writeModel(folder, model));
    model.dispose();
    await exportArm(folder, folders[i]);
  }
});

const all = process.env.MULTIBATCH_ARM_TOOLCHAINS === "all";
for (const toolchain of [...usualToolchains, ...(all ? furtherToolchains : [])]) {
  describe.skipIf(!isInstalled(toolchain))(`embeddings by ${toolchain.name}`, () => {
    let program: string;
    beforeAll(async () => {
      program = await buildNetworks(folders, toolchain, join(scratch, toolchain.name));
    }, 300_000);

    it.each(names.map((name, i) => [name, i] as const))("equal tfjs's: %s", (_, i) => {
      const { pixels, embeddings } = references[i];
      const actual = embed(program, i, join(folders[i], "weights.bin"), pixels, toolchain);
      expect(relativeError(actual, embeddings)).toBeLessThan(1e-5);
    });
  });
}
