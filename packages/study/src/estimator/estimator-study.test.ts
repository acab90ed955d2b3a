import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyPipeline } from "@multibatch/conformance";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { estimatorDocument } from "../report/estimator-document.js";
import { writeStudy } from "../report/write-study.js";
import { cpuEngine, marginLoss } from "../test-support/plugins.js";
import { writeTinyStudyModel } from "../test-support/tiny-model.js";
import { estimatorOptionsSchema } from "./estimator-options.js";
import { type EstimatorStudy, studyEstimator } from "./estimator-study.js";
import { biasFindings, findingsOf, overallFinding } from "./findings.js";
import { summariseSeries } from "./summary.js";

let folder = "";
beforeAll(async () => {
  tf.enableProdMode();
  folder = await mkdtemp(join(tmpdir(), "multibatch-study-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = estimatorOptionsSchema.parse({
  identities: 16,
  imagesPerIdentity: 4,
  sizes: [8, 16],
  groups: [2, 4],
  norms: ["squared-l2"],
  draws: 12,
  directions: 4,
  units: 8,
  partners: 3,
  replicates: 20,
});

async function study(name: string, more: Partial<EstimatorStudy> = {}): Promise<EstimatorStudy> {
  const { dataset, models } = tinyPipeline();
  return {
    dataset,
    models,
    networkSeed: 1,
    createLoss: marginLoss,
    margin: 1,
    trainedModel: () => writeTinyStudyModel(join(folder, name, "model")),
    engine: await cpuEngine(),
    record: { test: true },
    output: join(folder, name),
    options,
    emit: () => {},
    ...more,
  };
}

describe("studyEstimator", () => {
  it("measures both states, goes on after an interruption to the same numbers, and tells them", async () => {
    const whole = await studyEstimator(await study("whole"));
    expect(whole.weights.map(({ name }) => name)).toEqual(["initial", "trained"]);
    // Two sizes for each of three designs, two weights, two estimators.
    for (const { norms } of whole.weights) expect(norms[0].points).toHaveLength(2 * 3 * 4);

    const abort = new AbortController();
    let draws = 0;
    const interrupted = studyEstimator(
      await study("interrupted", {
        signal: abort.signal,
        emit: (event) => {
          if (event.type === "phase-progress" && event.phase.startsWith("variance")) draws++;
          if (draws === 15) abort.abort();
        },
      }),
    );
    await expect(interrupted).rejects.toThrow(/interrupted/);
    const resumed = await studyEstimator(await study("interrupted"));
    expect(resumed.weights).toEqual(whole.weights);

    const series = summariseSeries(whole);
    expect(series).toHaveLength(2 * 2 * 3);
    for (const { points, slopes } of series) {
      for (const { allPairs, randomPairs, gain } of points) {
        expect(allPairs.value).toBeGreaterThan(0);
        expect(gain.value).toBeCloseTo(randomPairs.value / allPairs.value, 10);
      }
      expect(slopes["all pairs"].whole.value).toBeLessThan(0);
    }
    expect(findingsOf(series)[0].words).toMatch(/At k = 16 all pairs have .* times less variance/);
    expect(overallFinding(series)).toContain("log-log slope");
    expect(biasFindings(series).unbiased.tests).toBe(2 * 2 * (3 * 4 - 1));

    const document = estimatorDocument(whole, series, {
      created: "2026-01-01T00:00:00.000Z",
      command: "multibatch study estimator",
    });
    const files = await writeStudy(join(folder, "report"), document, { series });
    expect(files.map((file) => file.split("/").pop())).toEqual([
      "study.json",
      "report.md",
      "report.html",
    ]);
    const html = await readFile(files[2], "utf8");
    expect(html).toContain('<svg class="chart"');
    expect(html).not.toMatch(/NaN|undefined|(src|href)="https?:/);
    const markdown = await readFile(files[1], "utf8");
    const figures = await readdir(join(folder, "report", "figures"));
    expect(figures).toHaveLength(series.length + 4);
    for (const name of figures) expect(markdown).toContain(`figures/${name}`);
    const svg = await readFile(join(folder, "report", "figures", figures[0]), "utf8");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><style>/);
  });

  it("refuses to mix the answers to two questions in one folder", async () => {
    await expect(
      studyEstimator(await study("whole", { options: { ...options, draws: 13 } })),
    ).rejects.toThrow(/belongs to a study with other options.*Choose another output folder/);
  });
});
