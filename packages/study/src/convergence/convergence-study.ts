import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type ComposedRun,
  type Dataset,
  type EventSink,
  type Json,
  MultibatchError,
} from "@multibatch/core";
import { checkSignal } from "../run/interrupted.js";
import { readThrough } from "../run/read-through.js";
import { StudyState } from "../run/study-state.js";
import { trainOrResume } from "../run/train-or-resume.js";
import type { Arm, ConvergenceOptions } from "./convergence-options.js";
import { judgedOn } from "./judged-on.js";
import { type CurvePoint, LearningCurve } from "./learning-curve.js";
import { bestSetting, describeSetting, settingsOf, type Trial, withSettings } from "./search.js";

/** What is trained, and how. */
export interface ConvergenceStudy {
  /** Creates a run of an arm on a data set, which stays open. */
  readonly compose: (arm: Arm, seed: number, dataset: Dataset) => Promise<ComposedRun>;
  readonly arms: readonly Arm[];
  readonly dataset: Dataset;
  /** Data set whose pairs the runs are judged on; settings are chosen by the validation pairs all the same. */
  readonly judge?: Dataset;
  /** Configuration that all this comes from. */
  readonly record: Json;
  readonly output: string;
  readonly options: ConvergenceOptions;
  readonly emit: EventSink;
  readonly signal?: AbortSignal;
}

/** One finished training. */
export interface ConvergenceRun {
  readonly arm: string;
  readonly seed: number;
  readonly points: readonly CurvePoint[];
  /** Why it ended early, where it did: a loss that became NaN, embeddings that collapsed. */
  readonly failure?: string;
}

/** Everything that the study measured. */
export interface ConvergenceMeasurements {
  readonly arms: readonly Arm[];
  readonly options: ConvergenceOptions;
  readonly record: Json;
  /** Name of the data set that is trained on. */
  readonly dataset: string;
  /** What the accuracies of the runs, and of the trials, are on, in words. */
  readonly judgedOn: { readonly runs: string; readonly trials: string };
  readonly trials: readonly Trial[];
  readonly runs: readonly ConvergenceRun[];
}

/**
 * Trains every arm with every seed, on the same data and with as many forward passes, and follows the
 * accuracy. Each arm has the setting that suits it best, found before with a seed apart. Arms take
 * turns, so that what slows the machine down for a while slows all.
 *
 * @throws StudyInterrupted when the signal is aborted; called again, it goes on from there
 * @throws ConfigError when `judge` does not fit `dataset`
 */
export async function studyConvergence(study: ConvergenceStudy): Promise<ConvergenceMeasurements> {
  const { arms, options, output, dataset, judge } = study;
  const judged = judge === undefined ? dataset : judgedOn(dataset, judge);
  const state = await StudyState.open(join(output, "state.json"), {
    options: options as Json,
    record: study.record,
  });
  const trialCount = arms.reduce((sum, arm) => sum + settingsOf(arm, options).length, 0);
  const count = trialCount + options.seeds.length * arms.length;
  let started = 0;
  const run = async (arm: Arm, seed: number, name: string, label: string, data: Dataset) => {
    checkSignal(study.signal);
    started++;
    return state.answer(name, async () => {
      await reading.of(data);
      const message = `${label} (training ${started} of ${count})`;
      study.emit({ type: "notice", level: "info", message });
      return train(study, arm, seed, join(output, "runs", name), data);
    });
  };
  const reading = readOnce(study);

  const trials: Trial[] = [];
  const trialSeed = Math.max(...options.seeds) + 1;
  const rounds = Math.max(...arms.map((arm) => settingsOf(arm, options).length));
  for (let round = 0; round < rounds; round++) {
    for (const arm of arms) {
      const setting = settingsOf(arm, options)[round];
      if (setting === undefined) continue;
      const tried = withSettings(arm, setting, arm.trial ?? options.trial);
      const label = `${arm.label}, ${describeSetting(setting)}`;
      const name = `${arm.name}-trial-${round + 1}`;
      const { points, failure } = await run(tried, trialSeed, name, label, dataset);
      const accuracy = Math.max(0, ...points.map((point) => point.accuracy));
      trials.push({ arm: arm.name, setting, accuracy, failure });
    }
  }

  const runs: ConvergenceRun[] = [];
  for (const seed of options.seeds) {
    for (const arm of arms) {
      const chosen = withSettings(arm, bestSetting(trials, arm) ?? {});
      const label = `${arm.label}, seed ${seed}`;
      runs.push(await run(chosen, seed, `${arm.name}-${seed}`, label, judged));
    }
  }
  return {
    ...{ arms, options, record: study.record, dataset: dataset.name, trials, runs },
    judgedOn: { runs: pairsOf(judged), trials: pairsOf(dataset) },
  };
}

/** What a training on a data set is validated by. */
function pairsOf({ protocols: { validation } }: Dataset): string {
  return validation === undefined ? "no pairs" : `${validation.name}: ${validation.statement}`;
}

/** Reads each data set once, when the first training wants it. */
function readOnce({ emit, signal }: ConvergenceStudy) {
  const read = new Set<Dataset>();
  return {
    of: async (dataset: Dataset) => {
      if (read.has(dataset)) return;
      await readThrough(dataset, emit, signal);
      read.add(dataset);
    },
  };
}

async function train(
  { compose, emit, signal }: ConvergenceStudy,
  arm: Arm,
  seed: number,
  folder: string,
  dataset: Dataset,
): Promise<ConvergenceRun> {
  const run = await compose(arm, seed, dataset);
  await mkdir(folder, { recursive: true });
  const curve = await LearningCurve.open(
    join(folder, "curve.jsonl"),
    run.pipeline.sampler.batchSize,
  );
  const training = trainOrResume({
    ...run,
    folder: join(folder, "training"),
    emit: (event) => {
      curve.see(event);
      emit(event);
    },
    signal,
  });
  // An arm that diverges has lost; the others still want to be compared.
  const failure = await training.then(
    () => undefined,
    (error: unknown) => {
      if (!MultibatchError.is(error) || error.name !== "TrainingError") throw error;
      emit({ type: "notice", level: "warning", message: error.message });
      return error.message;
    },
  );
  return { arm: arm.name, seed, points: await curve.points(), failure };
}
