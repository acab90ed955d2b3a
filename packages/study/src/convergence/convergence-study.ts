import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ComposedRun, EventSink, Json } from "@multibatch/core";
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
}

/** Everything that the study measured. */
export interface ConvergenceMeasurements {
  readonly arms: readonly Arm[];
  readonly options: ConvergenceOptions;
  readonly record: Json;
  readonly dataset: string;
  readonly runs: readonly ConvergenceRun[];
}

/**
 * Trains every arm with every seed, on the same data and with as many forward passes, and follows the
 * validation accuracy. Arms take turns, so that what slows the machine down for a while slows all.
 *
 * @throws StudyInterrupted when the signal is aborted; called again, it goes on from there
 */
export async function studyConvergence(study: ConvergenceStudy): Promise<ConvergenceMeasurements> {
  const { arms, options, output, emit, signal } = study;
  const state = await StudyState.open(join(output, "state.json"), {
    options: options as Json,
    record: study.record,
  });
  const runs: ConvergenceRun[] = [];
  for (const seed of options.seeds) {
    for (const arm of arms) {
      checkSignal(signal);
      const name = `${arm.name}-${seed}`;
      runs.push(
        await state.answer(name, async () => {
          emit({
            type: "notice",
            level: "info",
            message: `${arm.label}, seed ${seed} (${runs.length + 1} of ${options.seeds.length * arms.length})`,
          });
          const points = await train(study, arm, seed, join(output, "runs", name));
          return { arm: arm.name, seed, points };
        }),
      );
    }
  }
  return { arms, options, record: study.record, dataset: study.dataset, runs };
}

async function train(
  { compose, emit, signal }: ConvergenceStudy,
  arm: Arm,
  seed: number,
  folder: string,
): Promise<CurvePoint[]> {
  const run = await compose(arm, seed);
  await mkdir(folder, { recursive: true });
  const curve = await LearningCurve.open(
    join(folder, "curve.jsonl"),
    run.pipeline.sampler.batchSize,
  );
  await trainOrResume({
    ...run,
    folder: join(folder, "training"),
    emit: (event) => {
      curve.see(event);
      emit(event);
    },
    signal,
  });
  return curve.points();
}
