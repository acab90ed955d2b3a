import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTinyModelFolder } from "@multibatch/conformance";
import * as layers from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildExample, gcc, isInstalled } from "./compilers.test.support.js";
import { exportArm } from "./index.js";
import { writeModel } from "./model-folder.test.support.js";

const scratch = mkdtempSync(join(tmpdir(), "multibatch-arm-folder-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const model = join(scratch, "model");
const face = join(scratch, "face");
let pixels: Uint8Array;
let embeddings: Float32Array;

beforeAll(async () => {
  ({ pixels, embeddings } = await writeTinyModelFolder(model));
  await exportArm(model, face);
});

describe("the folder of an export", () => {
  it("has what the README names, and only the kernels that are needed", async () => {
    const { files, arenaBytes, weightBytes } = await exportArm(model, face);
    expect(files).toEqual(expect.arrayContaining(["embedder.h", "embedder.c", "weights.bin"]));
    expect(files).not.toContain("kernels/warp.c");
    expect(readdirSync(face).sort()).toEqual([
      ...["CMakeLists.txt", "README.md", "card.json", "embedder.c", "embedder.h"],
      ...["embedder_weights.c", "embedder_weights.h", "kernels", "main.c", "netpbm.c", "netpbm.h"],
      "weights.bin",
    ]);
    expect(readFileSync(join(face, "weights.bin")).length).toBe(weightBytes);
    expect(readFileSync(join(face, "embedder.h"), "utf8")).toContain(
      `#define EMBEDDER_ARENA_BYTES ${arenaBytes}\n`,
    );
  });

  it("loses the kernels of an earlier export in another precision", async () => {
    await exportArm(model, face, { precision: "int16" }, { calibration: pixels });
    expect(readdirSync(join(face, "kernels"))).not.toContain("convolution.c");
    await exportArm(model, face);
    expect(readdirSync(join(face, "kernels")).join()).not.toContain("int16");
  });

  it("is refused where it holds something else, which stays as it is", async () => {
    const other = join(scratch, "other");
    await mkdir(other);
    writeFileSync(join(other, "thesis.txt"), "years of work");
    await expect(exportArm(model, other)).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringMatching(/holds something else than an export \(thesis\.txt\)/),
    });
    expect(readdirSync(other)).toEqual(["thesis.txt"]);
    await expect(exportArm(model, join(other, "thesis.txt"))).rejects.toThrow(/cannot be a folder/);
  });
});

describe("what cannot be exported", () => {
  const int16 = { precision: "int16" } as const;

  it("wrong options, and int16 without whole images", async () => {
    const wrong = { precision: "int4" } as unknown as { precision: "int16" };
    await expect(exportArm(model, face, wrong)).rejects.toThrow(/precision/);
    await expect(exportArm(model, face, int16)).rejects.toThrow(/needs images to calibrate with/);
    for (const length of [0, 1, pixels.length - 1]) {
      const calibration = pixels.subarray(0, length);
      await expect(exportArm(model, face, int16, { calibration })).rejects.toThrow(
        /expected whole images of 12 × 10 × 3 = 360 bytes/,
      );
    }
  });

  it.each([
    [
      "a layer that is not known",
      () => layers.layers.upSampling2d({}),
      {},
      /upSampling|UpSampling2D/,
    ],
    [
      "a dilated convolution",
      () => layers.layers.conv2d({ filters: 2, kernelSize: 2, dilationRate: 2 }),
      {},
      /dilation of 1/,
    ],
    [
      "slopes of their own, in int16",
      () => layers.layers.prelu({ sharedAxes: [1, 2] }),
      int16,
      /prelu.*(int16|slopes)/i,
    ],
  ])("%s: the error names the layer", async (name, layer, options, message) => {
    const inputs = layers.input({ shape: [9, 9, 3], name: "images" });
    const outputs = [layer(), layers.layers.flatten(), layers.layers.dense({ units: 4 })].reduce(
      (x, part) => part.apply(x) as layers.SymbolicTensor,
      inputs,
    );
    const network = layers.model({ inputs, outputs });
    const folder = join(scratch, name);
    const drawn = await writeModel(folder, network);
    network.dispose();
    const context = { calibration: drawn.pixels };
    await expect(exportArm(folder, join(folder, "face"), options, context)).rejects.toMatchObject({
      name: "ModelFolderError",
      message: expect.stringMatching(message),
    });
  });
});

describe.skipIf(!isInstalled(gcc))("the example of an export", () => {
  let program: string;
  const run = (...files: string[]) => execFileSync(program, files, { encoding: "utf8" });
  const image = (name: string, header: string, from: number) => {
    const path = join(scratch, name);
    writeFileSync(path, Buffer.concat([Buffer.from(header), pixels.subarray(from, from + 360)]));
    return path;
  };
  beforeAll(async () => {
    program = await buildExample(face, gcc);
  }, 120_000);

  it("prints an embedding, and compares two images", () => {
    const first = image("first.ppm", "P6\n# drawn by chance\n10 12\n255\n", 0);
    const second = image("second.ppm", "P6 10 12 255 ", 360);
    const printed = run(first).trim().split("\n").map(Number);
    for (const [i, number] of printed.entries()) expect(number).toBeCloseTo(embeddings[i], 5);
    expect(printed).toHaveLength(7);
    expect(run(first, first)).toMatch(/^distance 0, threshold 1\.25: same\n$/);
    expect(run(first, second)).toMatch(/^distance [\d.]+, threshold 1\.25: (same|different)\n$/);
  });

  it.each([
    ["grey.pgm", "P5 10 12 255 ", 0, /takes images with colours/],
    ["small.ppm", "P6 9 12 255 ", 0, /not of the size/],
    ["deep.ppm", "P6 10 12 65535 ", 0, /8 bits/],
    ["torn.ppm", "P6 10 12 255 ", 1700, /ends too early/],
    ["text.ppm", "this is text", 0, /no binary PGM or PPM/],
  ])("says what is wrong with %s", (name, header, from, message) => {
    expect(() => run(image(name, header, from))).toThrow(message);
  });
});
