import { expect, it } from "vitest";
import type { ArmResult } from "./arm-result.js";
import type { Experiment } from "./experiment.js";
import { renderReport, summarise } from "./report.js";

const spread = (displacement: number) => ({
  images: 10,
  rotation: 10,
  scale: 0.1,
  shift: 2,
  displacement,
  displacementWithin: displacement / 2,
});
const run = (arm: string, seed: number, accuracy: number, left: number): ArmResult => ({
  ...{ arm, seed, steps: 7, multiplyAdds: 2_500_000, parameters: 1234, trainingSeconds: 1 },
  ...{ accuracy, standardError: 0, folds: [accuracy, accuracy + 0.02], protocol: "pairs" },
  statement: "…",
  spread: { unaligned: spread(6), left: spread(left) },
});
const experiment = {
  ...{ name: "faces", title: "Faces", statement: "Some faces." },
  arms: [
    { name: "none", title: "no warp", models: [] },
    { name: "warp", title: "a warp", models: [] },
    { name: "unrun", title: "not run", models: [] },
  ],
  comparisons: [
    ["warp", "none"],
    ["unrun", "none"],
  ],
} as unknown as Experiment;

it("sums up what was run: accuracy, comparison, and how the spread shrinks", () => {
  const results = [run("none", 1, 0.8, 6), run("warp", 1, 0.88, 2), run("warp", 2, 0.9, 1.5)];
  const summary = summarise(experiment, results);
  expect(summary.arms.map(({ arm }) => arm)).toEqual(["none", "warp"]);
  expect(summary.arms[1].spread?.shrinkage).toEqual([3, 4]);
  expect(summary.comparisons).toHaveLength(1);
  expect(summary.comparisons[0].difference).toBeCloseTo(0.09, 12);
  const titles = new Map(experiment.arms.map(({ name, title }) => [name, title]));
  const report = renderReport(summary, titles);
  expect(report).toContain("| a warp | 2.50 M | 1,234 | 2 | 90.00 ± 1.00 % |");
  expect(report).toContain("warp against none: +9.00 ± 0.00 points, p = 0.50");
  expect(report).toContain("1.75 px | 3.00×, 4.00× | 0.88 px |");
  expect(report).toContain("![warp](faces/warp-seed1/alignment.png)");
});
