import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyDataset, tinyPipeline } from "@multibatch/conformance";
import { type ComposedRun, type ModelCard, type Trainer, TrainingError } from "@multibatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { convergenceDocument } from "../report/convergence-document.js";
import { renderMarkdown } from "../report/render-markdown.js";
import { type Arm, convergenceOptionsSchema, standardArms } from "./convergence-options.js";
import { studyConvergence } from "./convergence-study.js";
import { effortToReach, summariseConvergence } from "./convergence-summary.js";
import { bestSetting } from "./search.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-convergence-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Pretends to train: accuracy grows with the steps, for each arm at its own pace, up to 0.99. */
function fakeTrainer(pace: number): Trainer {
  return {
    contract: 1,
    role: "trainer",
    train: async (pipeline, { signal, emit = () => {}, output }) => {
      let step = 0;
      while (step < 10 && !signal?.aborted) {
        step++;
        emit({
          type: "step",
          step,
          steps: 10,
          epoch: 0,
          loss: 1,
          learningRate: 1,
          imagesPerSecond: 24,
          diagnostics: {},
        });
        if (step % 2 === 0) {
          const accuracy = Math.min(0.99, 0.5 + pace * step + 0.001 * pipeline.seed);
          emit({ type: "validation", step, metrics: { accuracy }, best: true });
        }
      }
      return { modelFolder: output, card: {} as ModelCard, steps: step, interrupted: step < 10 };
    },
  };
}

const paces: Record<string, number> = { "all-pairs": 0.08, "random-pairs": 0.04, triplets: 0.02 };
const compose = async (arm: Arm, seed: number): Promise<ComposedRun> => ({
  pipeline: tinyPipeline(seed),
  trainer: fakeTrainer(paces[arm.name]),
});
const work = (output: string) => ({
  compose,
  arms: standardArms(12),
  dataset: tinyDataset(),
  record: {},
  output: join(folder, output),
  options: convergenceOptionsSchema.parse({ seeds: [1, 2], search: [], levels: [0.7, 0.9] }),
  emit: () => {},
});

describe("studyConvergence", () => {
  it("trains every arm with every seed, and tells speed-ups over the random pairs", async () => {
    const measured = await studyConvergence(work("whole"));
    expect(measured.runs).toHaveLength(6);
    expect(measured.runs[0].points[0]).toEqual({
      step: 2,
      images: 24,
      seconds: 1,
      accuracy: 0.661,
    });

    const summary = summariseConvergence(measured);
    const reach = (arm: string, level: number) =>
      summary.reaches.find((one) => one.arm === arm && one.level === level)!;
    expect(summary.baseline).toBe("random-pairs");
    expect(reach("all-pairs", 0.9).speedUp!.images.mean).toBeCloseTo(2, 1);
    expect(reach("random-pairs", 0.9)).toMatchObject({ reached: 2, seeds: 2 });
    expect(reach("triplets", 0.9)).toMatchObject({ reached: 0 });
    expect(reach("triplets", 0.9).speedUp).toBeUndefined();

    const text = renderMarkdown(
      convergenceDocument(measured, summary, { created: "now", command: "multibatch" }),
    );
    expect(text).toMatch(/all k²−k pairs: best accuracy 99\.0/);
    expect(text).toContain("It does not reach 90.0");
    expect(text).not.toMatch(/NaN|undefined/);
  });

  it("goes on after an interruption without training again what is done", async () => {
    const abort = new AbortController();
    let trainings = 0;
    const counted = {
      ...work("resumed"),
      compose: async (arm: Arm, seed: number) => {
        trainings++;
        return compose(arm, seed);
      },
    };
    const emit = () => {
      if (trainings === 3) abort.abort();
    };
    await expect(studyConvergence({ ...counted, emit, signal: abort.signal })).rejects.toThrow(
      /interrupted/,
    );
    expect(trainings).toBe(3);
    const resumed = await studyConvergence(counted);
    expect(trainings).toBe(3 + 4);
    expect(resumed.runs).toEqual((await studyConvergence(work("fresh"))).runs);
  });
});

describe("the search", () => {
  const rate = (value: number) => ({ "target.optimiser.learningRate": value });

  it("tries settings with a seed apart; each arm trains with its best, and a failure ends no study", async () => {
    const seen: string[] = [];
    const measured = await studyConvergence({
      ...work("search"),
      arms: standardArms(12).map((arm) =>
        arm.name === "triplets"
          ? {
              ...arm,
              search: [{ ...rate(0.01), "loss.margin": 1 }],
              trial: { "target.steps": 12 },
            }
          : arm,
      ),
      options: convergenceOptionsSchema.parse({
        seeds: [1],
        search: [rate(0.1), rate(0.2)],
        trial: { "target.steps": 3 },
        levels: [0.7],
      }),
      compose: async (arm, seed) => {
        const value = Number(arm.set?.["target.optimiser.learningRate"]);
        const steps = arm.set?.["target.steps"] ?? "all";
        seen.push(`${arm.name} ${seed} ${value} ${arm.set?.["loss.margin"] ?? ""} ${steps}`);
        const collapse: Trainer = {
          ...fakeTrainer(0),
          train: async () => {
            throw new TrainingError("The embeddings collapsed.");
          },
        };
        const better = arm.name === "all-pairs" ? 0.1 : 0.2;
        const trainer = fakeTrainer(value === better ? 0.04 : 0.02);
        return {
          pipeline: tinyPipeline(seed),
          trainer: arm.name === "triplets" ? collapse : trainer,
        };
      },
    });
    expect(seen).toEqual([
      "all-pairs 2 0.1  3",
      "random-pairs 2 0.1  3",
      "triplets 2 0.01 1 12",
      "all-pairs 2 0.2  3",
      "random-pairs 2 0.2  3",
      "all-pairs 1 0.1  all",
      "random-pairs 1 0.2  all",
      "triplets 1 0.01 1 all",
    ]);
    const summary = summariseConvergence(measured);
    expect(summary.curves.map(({ setting, failed }) => [setting, failed])).toEqual([
      [rate(0.1), 0],
      [rate(0.2), 0],
      [{ ...rate(0.01), "loss.margin": 1 }, 1],
    ]);
    const text = renderMarkdown(
      convergenceDocument(measured, summary, { created: "now", command: "multibatch" }),
    );
    expect(text).toContain("1 training failed");
    expect(text).toMatch(/k\/2 random pairs \| learningRate 0\.2 \|.*\| chosen/);
    expect(text).toMatch(/triplets \| learningRate 0\.01, margin 1 \|.*\| chosen, failed/);
    expect(text).toMatch(/in trainings with steps 3 \(.*steps 12 \(batch-hard triplets\)/);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("prefers a setting that did not fail, however well the other began", () => {
    const trials = [
      { arm: "all-pairs", setting: rate(1), accuracy: 0.9, failure: "The loss became NaN." },
      { arm: "all-pairs", setting: rate(2), accuracy: 0.6 },
      { arm: "triplets", setting: rate(3), accuracy: 0.99 },
    ];
    expect(bestSetting(trials, standardArms(12)[0])).toEqual(rate(2));
    expect(bestSetting([], standardArms(12)[0])).toBeUndefined();
  });

  it("chooses by the held-out identities and judges on another data set, each read once before", async () => {
    const judge = { ...tinyDataset(), name: "strangers" };
    const used: string[] = [];
    const reads = new Map<number, number>();
    const dataset = tinyDataset();
    const counted = {
      ...dataset,
      read: (images: ArrayLike<number>) => {
        for (const image of Array.from(images)) reads.set(image, (reads.get(image) ?? 0) + 1);
        return dataset.read(images);
      },
    };
    const measured = await studyConvergence({
      ...work("judged"),
      options: convergenceOptionsSchema.parse({ seeds: [1], search: [rate(0.1)] }),
      dataset: counted,
      judge,
      compose: async (arm, seed, data) => {
        used.push(`${seed} ${data.identityNames.length}`);
        return compose(arm, seed);
      },
    });
    expect(used).toEqual([...Array(3).fill("2 30"), ...Array(3).fill("1 60")]);
    expect(Math.max(...reads.values())).toBe(2);
    expect(reads.size).toBeGreaterThan(dataset.splits.train.length);
    expect(measured.judgedOn.runs).toContain(judge.protocols.test?.name);
    expect(measured.judgedOn.trials).toContain(dataset.protocols.validation?.name);
  });
});

describe("effortToReach", () => {
  const points = [
    { step: 1, images: 10, seconds: 2, accuracy: 0.6 },
    { step: 2, images: 20, seconds: 6, accuracy: 0.8 },
  ];
  it("lies on the straight line between two validations", () => {
    expect(effortToReach(points, 0.7, "images")).toBeCloseTo(15, 10);
    expect(effortToReach(points, 0.7, "seconds")).toBeCloseTo(4, 10);
    expect(effortToReach(points, 0.55, "images")).toBeCloseTo(5, 10);
    expect(effortToReach(points, 0.9, "images")).toBeUndefined();
  });
});
