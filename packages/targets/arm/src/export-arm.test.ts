import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReferenceEmbeddings } from "@multibatch/conformance";
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
import { writeModel } from "./model-folder.test.support.js";
import { integerNetworks, tinyNetworks } from "./networks.test.support.js";

const scratch = mkdtempSync(join(tmpdir(), "multibatch-arm-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const names = Object.keys(tinyNetworks);
const integerNames = names.filter((name) => integerNetworks.has(name));
/** Exports in float32, then those in int16. */
const folders = [
  ...names.map((_, i) => join(scratch, String(i), "face")),
  ...integerNames.map((name) => join(scratch, String(names.indexOf(name)), "face16")),
];
const references: ReferenceEmbeddings[] = [];

beforeAll(async () => {
  for (const [i, network] of Object.values(tinyNetworks).entries()) {
    const folder = join(scratch, String(i), "model");
    const model = network();
    const reference = await writeModel(folder, model);
    references.push(reference);
    model.dispose();
    await exportArm(folder, folders[i]);
    if (integerNames.includes(names[i])) {
      const context = { calibration: reference.pixels };
      await exportArm(folder, join(scratch, String(i), "face16"), { precision: "int16" }, context);
    }
  }
}, 300_000);

/** What the first toolchain computed in int16, which all others must repeat. */
const firstBits = new Map<string, Float32Array>();

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

    it.each(integerNames.map((name, i) => [name, names.length + i] as const))(
      "in int16, are near tfjs's and the same bits everywhere: %s",
      (name, i) => {
        const { pixels, embeddings } = references[names.indexOf(name)];
        const actual = embed(program, i, join(folders[i], "weights.bin"), pixels, toolchain);
        expect(relativeError(actual, embeddings)).toBeLessThan(2e-3);
        if (!firstBits.has(name)) firstBits.set(name, actual);
        expect(actual).toEqual(firstBits.get(name));
      },
    );
  });
}
