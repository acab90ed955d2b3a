import { expect, test } from "vitest";
import { fixturePlugin, runCli } from "../cli.test.support.js";
import { automaticEngine, engineCandidates, examineEngines } from "./examine-engines.js";
import { examineMachine } from "./examine-machine.js";

test("an engine that cannot run here, one that is not installed and one that is none are told apart", async () => {
  const findings = await examineEngines(process.cwd(), [
    { name: "missing", use: fixturePlugin("missing-engine.ts") },
    { name: "absent", use: "@multibatch/engine-from-nowhere" },
    { name: "loss", use: fixturePlugin("loss.ts") },
  ]);
  expect(findings).toEqual([
    {
      name: "missing",
      use: fixturePlugin("missing-engine.ts"),
      description: "needs a quantum computer",
      available: false,
      reason: "there is no quantum computer.",
      remedy: "Build one.",
    },
    {
      name: "absent",
      use: "@multibatch/engine-from-nowhere",
      available: false,
      reason: "not installed",
      remedy: "Run: npm install @multibatch/engine-from-nowhere",
    },
    expect.objectContaining({
      available: false,
      reason: expect.stringContaining("is of kind loss; a plugin of kind engine is wanted here"),
    }),
  ]);
});

test("auto passes over an engine that is only for those who name it", () => {
  const finding = { use: "engine", available: true, detail: "" } as const;
  const findings = [
    { ...finding, name: "software", onlyByName: "no graphics card" },
    { ...finding, name: "plain" },
  ];
  expect(automaticEngine(findings)?.name).toBe("plain");
  expect(automaticEngine(findings.slice(0, 1))).toBeUndefined();
});

test("an old Node is noticed", () => {
  expect(examineMachine("20.18.9").nodeIsRecentEnough).toBe(false);
  expect(examineMachine("18.20.0").nodeIsRecentEnough).toBe(false);
  expect(examineMachine("20.19.0").nodeIsRecentEnough).toBe(true);
  expect(examineMachine("24.0.0").nodeIsRecentEnough).toBe(true);
});

test("multibatch doctor names every engine and what auto takes", async () => {
  const { code, stdout } = await runCli(["doctor"]);
  for (const { name } of engineCandidates) expect(stdout).toMatch(new RegExp(`[✓✗] ${name} `));
  expect(stdout).toContain("Node ");
  expect(stdout).toContain("@multibatch/core");
  expect(stdout).toMatch(code === 0 ? /"auto" takes / : /No engine can run here/);
});

test("multibatch doctor --json is one document, in agreement with the exit code", async () => {
  const { code, stdout, stderr } = await runCli(["doctor", "--json"]);
  expect(stderr).toBe("");
  const report = JSON.parse(stdout) as {
    canTrain: boolean;
    auto: string | null;
    engines: { name: string; available: boolean; onlyByName?: string }[];
  };
  expect(report.engines.map(({ name }) => name)).toEqual(engineCandidates.map(({ name }) => name));
  const first = report.engines.find(({ available, onlyByName }) => available && !onlyByName);
  expect(report.auto).toBe(first?.name ?? null);
  expect(code).toBe(report.canTrain ? 0 : 1);
});
