import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodePng } from "@multibatch/images";
import { beforeAll, describe, expect, test } from "vitest";
import { fixturePlugin, runCli, writeConfig } from "../cli.test.support.js";

const plugins = [
  "--runtime",
  fixturePlugin("runtime.ts"),
  "--exporter",
  fixturePlugin("exporter.ts"),
];
let folder: string;

beforeAll(async () => {
  folder = dirname(await writeConfig());
  await mkdir(join(folder, "model"));
  await writeFile(join(folder, "model/card.json"), "{}");
});

const exportArm = (...more: string[]) =>
  runCli(["export", "arm", "model", ...plugins, ...more], folder);

/** A NumPy file of format version 1. */
function npy(descr: string, shape: number[], data: Uint8Array): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")}), }\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"),
    length,
    Buffer.from(text),
    data,
  ]);
}

describe("multibatch export arm", () => {
  test("exports in float32 and says how large it is", async () => {
    const { code, stdout } = await exportArm("--out", "face");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Written +2 files in face/);
    expect(stdout).toMatch(/Precision +float32/);
    expect(stdout).toMatch(/Weights +2 KiB/);
    expect(stdout).toMatch(/Scratch memory +2 KiB/);
  });

  test("judges model and export on the same pairs", async () => {
    const { code, stdout } = await exportArm("--out", "face", "--judge", "faces.json", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      precision: "float32",
      judgement: {
        model: { accuracy: 1, standardError: 0 },
        exported: { accuracy: 1, standardError: 0 },
      },
    });
    const forPeople = await exportArm("--out", "face", "--judge", "faces.json");
    expect(forPeople.stdout).toMatch(/Export's accuracy +100\.00 % ± 0\.00 % \(\d+ pairs\)/);
  });

  test("calibrates int16 with a NumPy file, as far as it is asked to", async () => {
    const images = Uint8Array.from({ length: 3 * 64 }, (_, i) => i);
    await writeFile(join(folder, "crops.npy"), npy("|u1", [3, 8, 8, 1], images));
    const flags = ["--precision", "int16", "--calibrate", "crops.npy", "--calibration-images", "2"];
    const { code, stderr } = await exportArm("--out", "face16", ...flags);
    expect(stderr).not.toContain("Error");
    expect(code).toBe(0);
    const used = await readFile(join(folder, "face16/calibration"));
    expect(new Uint8Array(used)).toEqual(images.subarray(0, 128));
  });

  test("calibrates with the images of a folder, and names the one that cannot be read", async () => {
    await mkdir(join(folder, "photos/ann"), { recursive: true });
    const grey = new Uint8Array(64).fill(77);
    const png = await encodePng(grey, { height: 8, width: 8, channels: 1 });
    await writeFile(join(folder, "photos/ann/1.png"), png);
    await writeFile(join(folder, "photos/torn.png"), "torn");
    const flags = ["--precision", "int16", "--calibrate", "photos"];
    const { code, stderr } = await exportArm("--out", "face16", ...flags);
    expect(code).toBe(0);
    expect(stderr).toContain("torn.png");
    const used = await readFile(join(folder, "face16/calibration"));
    expect(new Uint8Array(used)).toEqual(grey);
  });

  test.each([
    [["--precision", "int16"], /add --calibrate/],
    [["--precision", "int16", "--calibrate", "nowhere"], /nowhere cannot be read/],
    [["--precision", "int16", "--calibrate", "model/card.json"], /neither a folder/],
    [["--precision", "int16", "--calibrate", "model"], /no image that can be read/],
    [["--precision", "int16", "--calibrate", "text.npy"], /is no \.npy file/],
    [["--precision", "int16", "--calibrate", "small.npy"], /expected \|u1 \[n, 8, 8, 1\]/],
    [["--precision", "int16", "--calibrate", "torn.npy"], /has 5 bytes of pixels, expected 64/],
    [["--exporter", fixturePlugin("runtime.ts")], /has no function exportArm/],
  ])("%j is an error that says what to do", async (flags, message) => {
    await writeFile(join(folder, "text.npy"), "this is text, as anyone can see");
    await writeFile(join(folder, "small.npy"), npy("<f4", [1, 4, 4, 1], new Uint8Array(64)));
    await writeFile(join(folder, "torn.npy"), npy("|u1", [1, 8, 8, 1], new Uint8Array(5)));
    const { code, stderr } = await exportArm("--out", "elsewhere", ...flags);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  test("wrong use is told from errors", async () => {
    expect((await exportArm()).code).toBe(2);
    expect((await exportArm("--out", "face", "--precision", "int4")).code).toBe(2);
    expect((await exportArm("--out", "face", "--calibration-images", "0")).code).toBe(2);
  });
});
