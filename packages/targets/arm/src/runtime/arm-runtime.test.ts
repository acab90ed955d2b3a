import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testRuntime, writeTinyModelFolder } from "@multibatch/conformance";
import type { Runtime } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { gcc, isInstalled, relativeError } from "../compilers.test.support.js";
import { arm, exportArm } from "../index.js";

const create = (compiler: string) => arm({ compiler }).create() as Promise<Runtime>;

describe.skipIf(!isInstalled(gcc))("with a compiler", () => {
  testRuntime("target-arm", () => create("gcc"));

  it("loads an int16 export, and says so when its weights were damaged", async () => {
    const place = await mkdtemp(join(tmpdir(), "multibatch-arm-runtime-"));
    try {
      const [model, face] = [join(place, "model"), join(place, "face")];
      const { pixels, embeddings } = await writeTinyModelFolder(model);
      await exportArm(model, face, { precision: "int16" }, { calibration: pixels });
      const runtime = await create("gcc");
      const embedder = await runtime.load(face);
      expect(relativeError(await embedder.embed(pixels), embeddings)).toBeLessThan(2e-3);
      await writeFile(join(face, "weights.bin"), "short");
      await expect(embedder.embed(pixels)).rejects.toThrow(/not of the right size/);
      embedder.dispose();
    } finally {
      await rm(place, { recursive: true });
    }
  });
});

it("names a compiler that is missing", async () => {
  const place = await mkdtemp(join(tmpdir(), "multibatch-arm-runtime-"));
  await writeTinyModelFolder(join(place, "model"));
  const runtime = await create("no-such-compiler");
  await expect(runtime.load(join(place, "model"))).rejects.toThrow(
    /C compiler "no-such-compiler" was not found/,
  );
  await rm(place, { recursive: true });
});
