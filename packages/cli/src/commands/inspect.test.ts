import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type MadeFolder, makeFolder, makePng } from "@multibatch/images/testing";
import type { InspectionRecord } from "@multibatch/inspection";
import { afterEach, describe, expect, test } from "vitest";
import { fixturePlugin, fixturesFolder, runCli, writeConfig } from "../cli.test.support.js";

let made: MadeFolder | undefined;
afterEach(async () => {
  await made?.remove();
  made = undefined;
});

/** Four identities with three images each, one file twice. */
async function faces(): Promise<MadeFolder> {
  const files: Record<string, Uint8Array | string> = {};
  for (const [i, name] of ["ann", "bob", "cid", "dan"].entries()) {
    for (let image = 0; image < 3; image++) {
      files[`faces/${name}/${image}.png`] = await makePng({ seed: 3 * i + image });
    }
  }
  files["faces/bob/2.png"] = files["faces/ann/0.png"];
  files["faces/cid/1.png"] = "torn";
  return makeFolder(files);
}

const parse = (text: string) => JSON.parse(text) as InspectionRecord & { files: string[] };

describe("multibatch inspect", () => {
  test("tells what is amiss in a folder, and writes the findings as JSON and as a page", async () => {
    made = await faces();
    const output = join(made.path, "found");
    // From a folder where the plugin for folders of identities is installed.
    const argv = ["inspect", join(made.path, "faces"), "--output", output];
    const { code, stdout, stderr } = await runCli(argv, fixturesFolder);
    expect(stderr).toContain("Reading images …");
    expect(stdout).toMatch(/Images +12 of 4 identities; 3 per identity in the median/);
    expect(stdout).toMatch(/Unreadable +1 image\n.+cid\/1\.png: This is not an image\./);
    expect(stdout).toMatch(
      /Equal files +1 group, 1 of them across identities\n +ann\/0\.png = bob\/2\.png/,
    );
    expect(stdout).toMatch(/Nearly equal +0 pairs/);
    expect(stdout).toContain(`Written: ${output}/faces.json, ${output}/faces.html`);
    expect(code).toBe(0);
    const record = parse(await readFile(join(output, "faces.json"), "utf8"));
    expect(record.summary.equal).toMatchObject({ all: 1, acrossIdentities: 1 });
    const page = await readFile(join(output, "faces.html"), "utf8");
    expect(page).toContain("Inspection of faces");
    expect(page).toContain("data:image/png;base64,");
  });

  test("inspects a configuration's data set, against another's, with a model", async () => {
    const config = await writeConfig();
    const folder = dirname(config);
    await mkdir(join(folder, "model"));
    await writeFile(join(folder, "model/card.json"), "{}");
    const { code, stdout, stderr } = await runCli(
      [
        ...["inspect", "--config", "faces.json", "--model", "model", "--json"],
        ...["--against", await writeConfig({ dataset: { part: "test", identities: 7 } })],
        ...["--runtime", fixturePlugin("runtime.ts")],
      ],
      folder,
    );
    expect(stderr).toBe("");
    const { summary, overlap, labels, files } = parse(stdout);
    expect(summary.datasets.map(({ parts }) => [parts.train, parts.test])).toEqual([
      [24, 0],
      [0, 28],
    ]);
    expect(overlap.identities).toHaveLength(6);
    expect(overlap.images).toHaveLength(24);
    expect(summary.equal.acrossTrainingAndEvaluation).toBe(24);
    // Brightness is up to 3 apart within an identity, and the threshold is 10.
    expect(labels).toMatchObject({ looked: 24, suspects: [] });
    expect(files).toEqual([
      join(folder, "inspection/faces.json"),
      join(folder, "inspection/faces.html"),
    ]);
    expect(code).toBe(0);
  });

  test("says what is wrong", async () => {
    const config = await writeConfig();
    const complaint = async (...argv: string[]) => {
      const { code, stderr } = await runCli(["inspect", ...argv], dirname(config));
      return `${code}: ${stderr}`;
    };
    expect(await complaint("faces", "--config", "faces.json")).toMatch(
      /^1: Error: Give a folder or --config, not both/,
    );
    expect(await complaint("--similarity", "2")).toMatch(/^2: .*above 0 and up to 1/s);
    expect(await complaint("--depth", "0")).toMatch(/^2: .*integer of 1…8/s);
    expect(await complaint("--against", "none.json", "-c", "faces.json")).toMatch(
      /^1: .*There is no configuration/s,
    );
    made = await makeFolder({ "empty/": "" });
    const { stderr } = await runCli(["inspect", join(made.path, "empty")], fixturesFolder);
    expect(stderr).toMatch(/empty \(option "root"\) has no identities/);
  });
});
