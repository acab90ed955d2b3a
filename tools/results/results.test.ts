import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { combineRuns, type JudgedRun } from "./combine-runs.js";
import { readRecords, resultsPage } from "./records.js";
import { renderResults } from "./render-results.js";

function run(
  accuracy: number,
  atCard: number,
  validations: JudgedRun["validations"] = [],
): JudgedRun {
  return {
    validations,
    evaluation: {
      dataset: "Faces",
      statement: "Trained on some, judged on others.",
      pairs: 600,
      accuracy,
      standardError: 0.01,
      folds: Array.from({ length: 10 }, () => ({ pairs: 60 })),
      areaUnderCurve: { value: 0.9 },
      atCardThreshold: { accuracy: atCard },
    },
    card: {
      created: "2026-01-02T03:04:05.000Z",
      cost: {
        multiplyAdds: 36_180_000,
        floatingPointOperations: 72_360_000,
        parameters: 1_090_000,
      },
      data: {
        name: "Others",
        licence: "none",
        trainingImages: 1000,
        trainingIdentities: 100,
        unreadableImages: 0,
      },
      training: {
        steps: 100,
        bestStep: 100,
        seed: 1,
        engine: "onnx",
        threads: 2,
        seconds: 90,
        config: { sampler: { identities: 64, imagesPerIdentity: 4 } },
        versions: {},
      },
    },
  };
}

const notes = { title: "A title", machine: "a machine", commands: ["npx multibatch train x"] };

test("RESULTS.md says what the records say", () => {
  const records = readRecords();
  if (records.length > 0 || existsSync(resultsPage)) {
    expect(readFileSync(resultsPage, "utf8")).toBe(renderResults(records));
  }
});

test("a learning curve is the mean over the networks, at the steps that all of them have", () => {
  const at = (step: number, accuracy: number) => ({ step, accuracy, areaUnderCurve: 0.9 });
  const runs = [
    run(0.9, 0.9, [at(10, 0.6), at(20, 0.8)]),
    run(0.9, 0.9, [at(10, 0.5), at(20, 0.7), at(30, 0.9)]),
  ];
  const record = combineRuns(runs, notes);
  expect(record.learningCurve?.map(({ step }) => step)).toEqual([10, 20]);
  expect(record.learningCurve?.[0].accuracy).toBeCloseTo(0.55);
  expect(record.learningCurve?.[1].accuracy).toBeCloseTo(0.75);
  expect(renderResults([record])).toContain("| accuracy | 55.0 % | 75.0 % |");
  expect(combineRuns([run(0.9, 0.9)], notes).learningCurve).toBeUndefined();
});

test("one run keeps its own folds and their standard error", () => {
  const record = combineRuns([run(0.9, 0.88)], notes);
  expect(record.crossValidated).toMatchObject({
    folds: 10,
    pairs: 600,
    accuracy: 0.9,
    standardError: 0.01,
  });
  expect(record.atCardThreshold.standardError).toBeCloseTo(Math.sqrt((0.88 * 0.12) / 600), 12);
  expect(record.training).toMatchObject({ steps: 100, imagePasses: 25_600, seconds: 90 });
  expect(record.date).toBe("2026-01-02");
});

test("several networks are averaged, each counted once: s/√n by hand", () => {
  const record = combineRuns([run(0.8, 0.7), run(0.9, 0.9)], notes);
  expect(record.crossValidated).toMatchObject({ folds: 2, pairs: 1200 });
  expect(record.crossValidated.accuracy).toBeCloseTo(0.85, 12);
  // s = 0.0707…, s/√2 = 0.05
  expect(record.crossValidated.standardError).toBeCloseTo(0.05, 12);
  expect(record.atCardThreshold.accuracy).toBeCloseTo(0.8, 12);
  expect(record.atCardThreshold.standardError).toBeCloseTo(0.1, 12);
  expect(record.training.imagePasses).toBe(51_200);
  expect(record.statement).toContain("2 networks, each trained and judged on its own");
  expect(() => combineRuns([], notes)).toThrow(RangeError);
});

test("a row names the figure with its error, the cost, the passes and the date", () => {
  const page = renderResults([combineRuns([run(0.9, 0.88)], notes)]);
  expect(page).toContain("| 90.00 ± 1.00 % (600 pairs, 10 folds) |");
  expect(page).toContain("| 36.18 M | 25,600 | 2 min, onnx | 2026-01-02 |");
  expect(page).toContain("npx multibatch train x");
});
