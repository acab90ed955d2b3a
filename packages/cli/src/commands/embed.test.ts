import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { fixturePlugin, runCli, temporaryFolder } from "../cli.test.support.js";

const runtime = ["--runtime", fixturePlugin("runtime.ts")];
let folder: string;

/** A model folder, and "images" for the fixtures' runtime: their text is their brightness. */
beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder, "model"));
  await mkdir(join(folder, "photos", "more"), { recursive: true });
  await writeFile(join(folder, "model", "card.json"), "{}");
  await writeFile(join(folder, "photos", "b, the second.png"), "20");
  await writeFile(join(folder, "photos", "a.JPG"), "17");
  await writeFile(join(folder, "photos", "notes.txt"), "no image");
  await writeFile(join(folder, "photos", "more", "c.png"), "3");
  await writeFile(join(folder, "torn.png"), "torn");
});

describe("multibatch embed", () => {
  test("prints JSON; a folder stands for its images, not for its sub-folders", async () => {
    const { code, stdout, stderr } = await runCli(["embed", "model", "photos", ...runtime], folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      model: "brightness",
      dimensions: 2,
      distance: { norm: "l1" },
      failed: [],
      images: [
        { file: join("photos", "a.JPG"), embedding: [17, 1] },
        { file: join("photos", "b, the second.png"), embedding: [20, 1] },
      ],
    });
    expect(stderr).toBe("2 images embedded, 0 failed\n");
  });

  test("writes CSV by the name of the output", async () => {
    const argv = ["embed", "model", "photos", "--output", "out/photos.csv", ...runtime];
    const { code, stdout } = await runCli(argv, folder);
    expect(code).toBe(0);
    expect(stdout).toBe("2 images embedded, 0 failed; written to out/photos.csv\n");
    const text = await readFile(join(folder, "out/photos.csv"), "utf8");
    expect(text).toBe(
      `file,e0,e1\n${join("photos", "a.JPG")},17,1\n"${join("photos", "b, the second.png")}",20,1\n`,
    );
  });

  test("a bad image is reported and the others are embedded", async () => {
    const argv = ["embed", "model", "torn.png", "photos", "--json", ...runtime];
    const { code, stdout, stderr } = await runCli(argv, folder);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { images: unknown[]; failed: unknown[] };
    expect(result.images).toHaveLength(2);
    expect(result.failed).toMatchObject([{ file: "torn.png" }]);
    expect(stderr).toMatch(/^Warning: .*torn\.png: This is not an image\.\n$/);
  });

  test("no good image at all is an error", async () => {
    const argv = ["embed", "model", "torn.png", "none.png", ...runtime];
    const { code, stdout, stderr } = await runCli(argv, folder);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("None of 2 images could be embedded");
  });

  test("a folder without images, a folder that is no model, and a trainer are refused", async () => {
    const empty = await runCli(["embed", "model", "model", ...runtime], folder);
    expect(empty.code).toBe(1);
    expect(empty.stderr).toContain("The folder model has no images");
    const noModel = await runCli(["embed", "photos", "photos", ...runtime], folder);
    expect(noModel.stderr).toContain("card.json is missing");
    const trainer = ["--runtime", fixturePlugin("trainer.ts")];
    const wrongRole = await runCli(["embed", "model", "photos", ...trainer], folder);
    expect(wrongRole.stderr).toContain("is a trainer. A runtime loads models");
    const conflict = ["embed", "model", "photos", "--json", "--format", "csv"];
    expect((await runCli(conflict, folder)).stderr).toContain("exclude each other");
  });
});

describe("multibatch compare", () => {
  const pair = ["photos/a.JPG", "photos/b, the second.png"];

  test("gives verdict, distance, and threshold with its operating point", async () => {
    const { code, stdout } = await runCli(["compare", "model", ...pair, ...runtime], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Verdict +same identity/);
    expect(stdout).toMatch(/Distance +3 \(l1\)/);
    expect(stdout).toMatch(/Threshold +10 ± 0\.5: best accuracy on 24 validation pairs/);
    expect(stdout).toContain("1.00 % of different pairs pass as same");
  });

  test("--json gives the same for machines, and different is no error", async () => {
    const argv = ["compare", "model", pair[0], "photos/more/c.png", "--json", ...runtime];
    const { code, stdout, stderr } = await runCli(argv, folder);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      first: pair[0],
      second: "photos/more/c.png",
      distance: 14,
      threshold: 10,
      operatingPoint: "best accuracy on 24 validation pairs",
      falseAcceptRate: 0.01,
      falseRejectRate: 0.02,
      same: false,
    });
  });

  test("a bad image is an error that names it", async () => {
    const argv = ["compare", "model", pair[0], "torn.png", ...runtime];
    const { code, stderr } = await runCli(argv, folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Error: .*torn\.png: This is not an image\./);
  });
});
