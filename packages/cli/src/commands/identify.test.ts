import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FixtureParts, fixturePlugin, runCli, writeConfig } from "../cli.test.support.js";
import type { Identification } from "../evaluation/identify-people.js";

/** A model of the fixtures and a configuration to judge it by; its images are all for validation. */
async function trainedRun(parts: FixtureParts = {}) {
  const config = await writeConfig(parts);
  const folder = dirname(config);
  const run = join(folder, "runs/faces");
  await mkdir(join(run, "model"), { recursive: true });
  await writeFile(join(run, "model/card.json"), "{}");
  const runtime = ["--runtime", fixturePlugin("runtime.ts")];
  const identify = (...more: string[]) =>
    runCli(["identify", "runs/faces/model", "--config", "faces.json", ...more, ...runtime], folder);
  return { run, identify };
}

describe("multibatch identify", () => {
  test("looks every probe up, and writes what was drawn and found", async () => {
    const { run, identify } = await trainedRun({ dataset: { part: "test" } });
    const { code, stdout, stderr } = await identify("--unknown", "0.34");
    expect(stderr).not.toContain("Error");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Rank 1 +100\.00 %/);
    expect(stdout).toMatch(/FNIR at FPIR ≤ 10 % +0\.00 %/);
    expect(stdout).toContain("4 identities are enrolled with at most 1 images each (4 in all)");
    const text = await readFile(join(run, "identification.json"), "utf8");
    const result = JSON.parse(text) as Identification;
    // 6 identities of 4 images: 2 unknown with all theirs, 4 enrolled with one each.
    expect(result).toMatchObject({ references: 4, queries: 12, unknownProbes: 8 });
    expect(result.model.name).toBe("brightness");
  });

  test("an image that cannot be read is counted and left out", async () => {
    const { identify } = await trainedRun({ dataset: { part: "test", unreadable: [5] } });
    const { code, stdout } = await identify("--unknown", "0", "--json");
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as Identification;
    expect(result.imagesFailed).toHaveLength(1);
    expect(result.queries + result.references + result.unknownProbes).toBe(23);
    expect(result.openSet).toEqual([]);
  });

  test("a part without images and wrong numbers are refused", async () => {
    const { identify } = await trainedRun();
    const none = await identify();
    expect(none.code).toBe(1);
    expect(none.stderr).toContain("has no test images to identify");
    const wrong = await identify("--unknown", "2");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("expected a share of 0 or more and below 1");
  });
});
