import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyPipeline } from "@multibatch/conformance";
import { type ComposedRun, type ModelCard, type Trainer, TrainingError } from "@multibatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { convergenceDocument } from "../report/convergence-document.js";
import { renderMarkdown } from "../report/render-markdown.js";
import { type Arm, convergenceOptionsSchema, standardArms } from "./convergence-options.js";
import { studyConvergence } from "./convergence-study.js";
import { effortToReach, summariseConvergence } from "./convergence-summary.js";

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
  dataset: "tiny patterns",
  record: {},
  output: join(folder, output),
  options: convergenceOptionsSchema.parse({ seeds: [1, 2], rates: [], levels: [0.7, 0.9] }),
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

describe("learning rates", () => {
  it("are tried with a seed apart; each arm trains with its best, and a failure ends no study", async () => {
    const seen: string[] = [];
    const measured = await studyConvergence({
      ...work("rates"),
      options: convergenceOptionsSchema.parse({ seeds: [1], rates: [0.1, 0.2], levels: [0.7] }),
      compose: async (arm, seed) => {
        const rate = Number(arm.set?.["target.optimiser.learningRate"]);
        seen.push(`${arm.name} ${seed} ${rate}`);
        const collapse: Trainer = {
          ...fakeTrainer(0),
          train: async () => {
            throw new TrainingError("The embeddings collapsed.");
          },
        };
        const better = arm.name === "all-pairs" ? 0.1 : 0.2;
        const trainer = fakeTrainer(rate === better ? 0.04 : 0.02);
        return {
          pipeline: tinyPipeline(seed),
          trainer: arm.name === "triplets" ? collapse : trainer,
        };
      },
    });
    expect(seen.slice(0, 3)).toEqual(["all-pairs 2 0.1", "random-pairs 2 0.1", "triplets 2 0.1"]);
    expect(seen.slice(-3, -1)).toEqual(["all-pairs 1 0.1", "random-pairs 1 0.2"]);
    const summary = summariseConvergence(measured);
    expect(summary.curves.map(({ rate, failed }) => [rate, failed])).toEqual([
      [0.1, 0],
      [0.2, 0],
      [0.1, 1],
    ]);
    const text = renderMarkdown(
      convergenceDocument(measured, summary, { created: "now", command: "multibatch" }),
    );
    expect(text).toContain("1 trainings failed");
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
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
