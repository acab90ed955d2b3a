import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FixtureParts, fixturePlugin, runCli, writeConfig } from "../cli.test.support.js";
import type { Evaluation } from "../evaluation/evaluate.js";

const runtime = ["--runtime", fixturePlugin("runtime.ts")];

/** A trained run of the fixtures and a configuration to judge it by. */
async function trainedRun(parts: FixtureParts = {}) {
  const config = await writeConfig(parts);
  const folder = dirname(config);
  const run = join(folder, "runs/faces");
  await mkdir(join(run, "model"), { recursive: true });
  await writeFile(join(run, "model/card.json"), "{}");
  const judge = (...more: string[]) =>
    runCli(["eval", "runs/faces/model", "--config", "faces.json", ...more, ...runtime], folder);
  return { folder, run, judge };
}

describe("multibatch eval", () => {
  test("prints the figures with the protocol's statement, and writes both files", async () => {
    const { run, judge } = await trainedRun();
    const { code, stdout, stderr } = await judge();
    expect(stderr).not.toContain("Error");
    expect(code).toBe(0);
    expect(stdout).toContain("Nothing is trained, everything is judged.");
    // Brightness tells the identities apart without a mistake.
    expect(stdout).toMatch(/Accuracy +100\.00 % ± 0\.00 % \(mean and standard error of 2 folds/);
    expect(stdout).toMatch(/AUC +1\.0000/);
    expect(stdout).toMatch(/EER +0\.00 %/);
    expect(stdout).toMatch(/TAR at FAR ≤ 0\.1 % +not given: \d+ different pairs are too few/);
    expect(stdout).toMatch(/Card's threshold +10: accuracy 100\.00 %/);
    expect(stdout).toContain("Written: runs/faces/evaluation.json, runs/faces/report.html");
    const evaluation = JSON.parse(await readFile(join(run, "evaluation.json"), "utf8")) as object;
    expect(evaluation).toMatchObject({ accuracy: 1, part: "test", model: { name: "brightness" } });
    const report = await readFile(join(run, "report.html"), "utf8");
    expect(report).toContain("<svg");
    expect(report).toContain("Hardest different pairs");
    expect(report).toContain("data:image/png;base64,");
    expect(report).not.toContain("http://");
  });

  test("shows the training's curves where the run kept its history", async () => {
    const { run, judge } = await trainedRun();
    const step = { type: "step", steps: 2, epoch: 0, learningRate: 1, diagnostics: {} };
    const history = [
      { ...step, step: 1, loss: 0.7, imagesPerSecond: 1 },
      { ...step, step: 2, loss: 0.4, imagesPerSecond: 1 },
      { type: "validation", step: 2, metrics: { accuracy: 0.9 }, best: true },
    ];
    const lines = history.map((event) => JSON.stringify(event)).join("\n");
    await writeFile(join(run, "history.jsonl"), `${lines}\n{"type":"st`);
    expect((await judge("--output", "elsewhere")).code).toBe(0);
    const report = await readFile(join(dirname(dirname(run)), "elsewhere/report.html"), "utf8");
    expect(report).toContain("Validation accuracy");
    expect(report).toContain("Loss");
  });

  test("--set replaces an option, and a wrong one is refused by its path", async () => {
    const { run, judge } = await trainedRun();
    const refused = await judge("--set", "dataset.nonsense=1");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("nonsense");
    expect((await judge("--set", "seed=7")).code).toBe(0);
    const report = await readFile(join(run, "report.html"), "utf8");
    expect(report).toContain("--set seed=7");
  });

  test("--json is one document", async () => {
    const { judge } = await trainedRun();
    const { code, stdout, stderr } = await judge("--json");
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      accuracy: 1,
      statement: "Nothing is trained, everything is judged.",
      atCardThreshold: { threshold: 10, accuracy: 1 },
      files: [expect.stringContaining("evaluation.json"), expect.stringContaining("report.html")],
    });
  });

  test("falls back to validation pairs and says so, also in the report", async () => {
    const { run, judge } = await trainedRun({ dataset: { protocol: "validation" } });
    const { code, stderr } = await judge();
    expect(code).toBe(0);
    expect(stderr).toContain("Warning: The data set has no test pairs");
    const report = await readFile(join(run, "report.html"), "utf8");
    expect(report).toContain("Training was steered by them");
  });

  test("a data set without pairs, or of another size, is refused", async () => {
    const none = await trainedRun({ dataset: { protocol: "none" } });
    const without = await none.judge();
    expect(without.code).toBe(1);
    expect(without.stderr).toContain("has no verification protocol");
    const wide = await trainedRun({ dataset: { width: 9 } });
    const wrongSize = await wide.judge();
    expect(wrongSize.code).toBe(1);
    expect(wrongSize.stderr).toContain("delivers images of 8 × 9 × 1, the model takes 8 × 8 × 1");
  });

  test("unreadable images are refused, or with --allow-missing named", async () => {
    const { run, judge } = await trainedRun({ dataset: { unreadable: [0, 1, 2, 3] } });
    const refused = await judge();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("cannot be judged");
    expect(refused.stderr).toContain("--allow-missing");
    const { code, stdout } = await judge("--allow-missing");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Left out +\d+ pairs? with an unreadable image/);
    const text = await readFile(join(run, "evaluation.json"), "utf8");
    const { pairsLeftOut } = JSON.parse(text) as { pairsLeftOut: unknown[] };
    expect(pairsLeftOut.length).toBeGreaterThan(0);
  });

  test("--mirror is named in the result", async () => {
    const { judge } = await trainedRun();
    const { code, stdout } = await judge("--mirror", "--json");
    expect(code).toBe(0);
    const { statement, accuracy } = JSON.parse(stdout) as { statement: string; accuracy: number };
    expect(statement).toMatch(
      /everything is judged\. .*the mean of those of the image and its mirror/,
    );
    expect(accuracy).toBe(1);
  });

  test("--groups counts the errors of each group, with intervals", async () => {
    const { folder, run, judge } = await trainedRun();
    const people = [0, 1, 2, 3, 4, 5].map((i) => `person ${i},${i < 5 ? "all" : ""}`);
    await writeFile(join(folder, "people.csv"), ["identity,kind", ...people].join("\n"));
    const { code, stdout } = await judge("--groups", "people.csv");
    expect(code).toBe(0);
    expect(stdout).toMatch(/kind: all +accuracy 100\.00 % \(\d/);
    const text = await readFile(join(run, "evaluation.json"), "utf8");
    const [breakdown] = (JSON.parse(text) as Evaluation).groups;
    expect(breakdown.attribute).toBe("kind");
    expect(breakdown.groups[0].accuracy.of + breakdown.pairsOutside).toBe(24);
    expect(breakdown.groups[0].falseAccepts).toMatchObject({ count: 0, share: 0 });
    expect(await readFile(join(run, "report.html"), "utf8")).toContain("Accuracy, kind all");
  });

  test("a table of groups that does not fit is refused, by name", async () => {
    const { folder, judge } = await trainedRun();
    expect((await judge("--groups", "none.csv")).stderr).toContain("cannot be read (ENOENT)");
    await writeFile(join(folder, "headless.csv"), "Ann,young\nBob,old\n");
    const headless = await judge("--groups", "headless.csv");
    expect(headless.stderr).toContain('a first row with "identity" or "image"');
    await writeFile(join(folder, "others.csv"), "identity,age\nAnn,young\n");
    const others = await judge("--groups", "others.csv");
    expect(others.stderr).toContain('they read like "person 0"');
    await writeFile(join(folder, "torn.csv"), "identity,age\nAnn\n");
    expect((await judge("--groups", "torn.csv")).stderr).toContain("torn.csv: Invalid Record");
  });

  test("a folder that is no model is refused", async () => {
    const { folder } = await trainedRun();
    const argv = ["eval", "runs", "--config", "faces.json", ...runtime];
    const { code, stderr } = await runCli(argv, folder);
    expect(code).toBe(1);
    expect(stderr).toContain("card.json is missing");
  });
});
