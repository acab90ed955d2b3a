import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type ComposedRun, type EventSink, type Json, MultibatchError } from "@multibatch/core";
import { checkSignal } from "../run/interrupted.js";
import { StudyState } from "../run/study-state.js";
import { trainOrResume } from "../run/train-or-resume.js";
import type { Arm, ConvergenceOptions } from "./convergence-options.js";
import { type CurvePoint, LearningCurve } from "./learning-curve.js";

/** What is trained, and how. */
export interface ConvergenceStudy {
  /** Creates a run of an arm; its data set is closed by whoever owns it. */
  readonly compose: (arm: Arm, seed: number) => Promise<ComposedRun>;
  readonly arms: readonly Arm[];
  readonly dataset: string;
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

/** An arm tried with a learning rate. */
export interface RateTrial {
  readonly arm: string;
  readonly rate: number;
  /** Best validation accuracy; 0 where there was none. */
  readonly accuracy: number;
  readonly failure?: string;
}

/** Everything that the study measured. */
export interface ConvergenceMeasurements {
  readonly arms: readonly Arm[];
  readonly options: ConvergenceOptions;
  readonly record: Json;
  readonly dataset: string;
  readonly trials: readonly RateTrial[];
  readonly runs: readonly ConvergenceRun[];
}

/**
 * Trains every arm with every seed, on the same data and with as many forward passes, and follows the
 * validation accuracy. Each arm has the learning rate that suits it best, found before with a seed
 * apart. Arms take turns, so that what slows the machine down for a while slows all.
 *
 * @throws StudyInterrupted when the signal is aborted; called again, it goes on from there
 */
export async function studyConvergence(study: ConvergenceStudy): Promise<ConvergenceMeasurements> {
  const { arms, options, output } = study;
  const state = await StudyState.open(join(output, "state.json"), {
    options: options as Json,
    record: study.record,
  });
  const rounds = options.rates.length + options.seeds.length;
  let started = 0;
  const run = async (arm: Arm, seed: number, name: string, label: string) => {
    checkSignal(study.signal);
    started++;
    return state.answer(name, () => {
      const message = `${label} (training ${started} of ${rounds * arms.length})`;
      study.emit({ type: "notice", level: "info", message });
      return train(study, arm, seed, join(output, "runs", name));
    });
  };

  const trials: RateTrial[] = [];
  const trialSeed = Math.max(...options.seeds) + 1;
  for (const rate of options.rates) {
    for (const arm of arms) {
      const label = `${arm.label}, learning rate ${rate}`;
      const tried = withRate(arm, rate, options);
      const { points, failure } = await run(tried, trialSeed, `${arm.name}-rate-${rate}`, label);
      const accuracy = Math.max(0, ...points.map((point) => point.accuracy));
      trials.push({ arm: arm.name, rate, accuracy, failure });
    }
  }

  const runs: ConvergenceRun[] = [];
  for (const seed of options.seeds) {
    for (const arm of arms) {
      const rate = bestRate(trials, arm);
      const chosen = rate === undefined ? arm : withRate(arm, rate, options);
      runs.push(await run(chosen, seed, `${arm.name}-${seed}`, `${arm.label}, seed ${seed}`));
    }
  }
  return { arms, options, record: study.record, dataset: study.dataset, trials, runs };
}

/** The learning rate that an arm did best with; undefined where none was tried. */
export function bestRate(trials: readonly RateTrial[], { name }: Arm): number | undefined {
  const own = trials.filter(({ arm }) => arm === name);
  return own.toSorted((a, b) => b.accuracy - a.accuracy)[0]?.rate;
}

function withRate(arm: Arm, rate: number, { rateOption }: ConvergenceOptions): Arm {
  return { ...arm, set: { [rateOption]: rate, ...arm.set } };
}

async function train(
  { compose, emit, signal }: ConvergenceStudy,
  arm: Arm,
  seed: number,
  folder: string,
): Promise<ConvergenceRun> {
  const run = await compose(arm, seed);
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
