import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { fixturePlugin, runCli, writeConfig } from "../cli.test.support.js";

const arms = ["first", "second"].map((name) => ({
  name,
  label: `the ${name}`,
  sampler: { use: fixturePlugin("sampler.ts"), size: 8 },
}));

async function study(...argv: string[]) {
  const config = await writeConfig();
  const result = await runCli(
    ["study", argv[0], "--config", config, ...argv.slice(1)],
    dirname(config),
  );
  return { ...result, folder: join(dirname(config), `runs/faces-${argv[0]}`) };
}

describe("multibatch study convergence", () => {
  test("trains every arm with every seed and writes data, figures and reports", async () => {
    const { code, stdout, stderr, folder } = await study(
      ...["convergence", "--option", `arms=${JSON.stringify(arms)}`],
      ...["--option", "seeds=[1,2]", "--option", "levels=[0.9]", "--option", "search=[]"],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("the second, seed 2 (training 4 of 4)");
    expect(stdout).toContain("runs/faces-convergence/report.html");
    expect((await readdir(folder)).sort()).toEqual(
      ["figures", "report.html", "report.md", "runs", "state.json", "study.json"].sort(),
    );
    const data = JSON.parse(await readFile(join(folder, "study.json"), "utf8"));
    expect(data.measurements.runs).toHaveLength(4);
    expect(data.measurements.runs[0].points).toEqual([
      { step: 5, images: 40, seconds: expect.closeTo(40 / 123.4, 6), accuracy: 0.9625 },
    ]);
    const report = await readFile(join(folder, "report.md"), "utf8");
    expect(report).toContain("multibatch study convergence --config faces.json");
  });

  test("judges on another configuration's data set, and refuses one that overlaps the training", async () => {
    const config = await writeConfig();
    const run = async (judge: string) =>
      runCli(
        [
          ...["study", "convergence", "--config", config, "--judge", judge, "--output", "study"],
          ...["--option", `arms=${JSON.stringify(arms)}`, "--option", "seeds=[1]"],
          ...["--option", "levels=[0.9]", "--option", "search=[]"],
        ],
        dirname(config),
      );
    const shared = await run(await writeConfig({ dataset: { part: "test" } }));
    expect(shared.code).toBe(1);
    expect(shared.stderr).toMatch(/overlaps the training: 6 identities.*person 0/);

    const strangers = { part: "test", people: "stranger" };
    const judge = await writeConfig({ dataset: strangers });
    const { code, stderr } = await run(judge);
    expect(code, stderr).toBe(0);
    const report = await readFile(join(dirname(config), "study/report.md"), "utf8");
    expect(report).toContain(`--judge ${judge}`);
    expect(report).toContain(
      "Accuracies are on test pairs: Nothing is trained, everything is judged.",
    );

    const small = await run(await writeConfig({ dataset: { ...strangers, width: 9 } }));
    expect(small.code).toBe(1);
    expect(small.stderr).toContain("8 × 8 × 1 are trained on");
  });

  test("takes options from a file, single ones replaced, and tells both in the report's command", async () => {
    const config = await writeConfig();
    const folder = dirname(config);
    await writeFile(
      join(folder, "options.json"),
      JSON.stringify({ arms, seeds: [1, 2], levels: [0.9], search: [] }),
    );
    const { code, stderr } = await runCli(
      [
        ...["study", "convergence", "--config", config, "--output", "study"],
        ...["--options", join(folder, "options.json"), "--option", "seeds=[7]"],
      ],
      folder,
    );
    expect(code, stderr).toBe(0);
    const { measurements } = JSON.parse(await readFile(join(folder, "study/study.json"), "utf8"));
    expect(measurements.runs.map(({ seed }: { seed: number }) => seed)).toEqual([7, 7]);
    const report = await readFile(join(folder, "study/report.md"), "utf8");
    expect(report).toContain("--options options.json --option 'seeds=[7]'");
  });

  test.each([
    ["missing.json", undefined, /options of the study could not be read.*missing\.json/],
    ["list.json", "[1]", /list\.json: expected an object/],
    ["cut.json", '{"seeds": [1', /cut\.json:1:\d+: malformed JSON/],
  ])("refuses options from %s", async (file, content, message) => {
    const config = await writeConfig();
    if (content !== undefined) await writeFile(join(dirname(config), file), content);
    const { code, stderr } = await runCli(
      ["study", "convergence", "--config", config, "--options", file],
      dirname(config),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  test("names a wrong option, its value and what was expected", async () => {
    const { code, stderr } = await study("convergence", "--option", "seeds=many");
    expect(code).toBe(1);
    expect(stderr).toMatch(/the study:[\s\S]*seeds: .*received "many"/);
  });
});

describe("multibatch study estimator", () => {
  test("names an unknown option of the study, and the nearest one", async () => {
    const { code, stderr } = await study("estimator", "--option", "draw=20");
    expect(code).toBe(1);
    expect(stderr).toMatch(/draw\b[\s\S]*draws/);
  });

  test("teaches by --help", async () => {
    const { code, stdout } = await runCli(["study", "estimator", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("multibatch study estimator --config faces.json");
    expect(stdout).toContain("the same command goes on where it was");
  });
});
