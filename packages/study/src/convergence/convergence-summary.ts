import type { Setting } from "./convergence-options.js";
import type { ConvergenceMeasurements, ConvergenceRun } from "./convergence-study.js";
import type { CurvePoint } from "./learning-curve.js";
import { bestSetting } from "./search.js";

/** What a curve is drawn over. */
export type Effort = "images" | "seconds";

/** A mean over the seeds, with the least and the greatest. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A curve of an arm: all seeds at each validated step. */
export interface ArmCurve {
  readonly name: string;
  readonly label: string;
  readonly points: readonly {
    readonly step: number;
    readonly images: number;
    readonly seconds: Spread;
    readonly accuracy: Spread;
  }[];
  /** Best accuracy of each seed. */
  readonly best: Spread;
  /** Setting that it was trained with; undefined for the configuration's. */
  readonly setting?: Setting;
  /** Seeds whose training failed. */
  readonly failed: number;
}

/** What it takes an arm to reach an accuracy. */
export interface Reach {
  readonly arm: string;
  readonly level: number;
  /** Seeds that reached it, of all. */
  readonly reached: number;
  readonly seeds: number;
  /** Over the seeds that reached it. */
  readonly effort?: Readonly<Record<Effort, Spread>>;
  /** Effort of the baseline divided by this arm's, by seed: greater than 1 is faster. */
  readonly speedUp?: Readonly<Record<Effort, Spread>>;
}

/** Curves by arm, and what it takes to reach accuracies. */
export interface ConvergenceSummary {
  readonly curves: readonly ArmCurve[];
  /** Name of the arm that speed-ups are over. */
  readonly baseline: string;
  readonly reaches: readonly Reach[];
}

/** Makes curves and speed-ups of the runs. The baseline is `random-pairs`, or else the last arm. */
export function summariseConvergence(study: ConvergenceMeasurements): ConvergenceSummary {
  const runsOf = (arm: string) => study.runs.filter((run) => run.arm === arm);
  const curves = study.arms.map((arm) => ({
    ...curveOf(arm.name, arm.label, runsOf(arm.name)),
    setting: bestSetting(study.trials, arm),
  }));
  const baseline =
    study.arms.find(({ name }) => name === "random-pairs")?.name ?? study.arms.at(-1)!.name;
  const levels = study.options.levels ?? levelsFrom(runsOf(baseline));
  const reaches = study.arms.flatMap(({ name }) =>
    levels.map((level) => reachOf(name, level, runsOf(name), runsOf(baseline))),
  );
  return { curves, baseline, reaches };
}

/** Effort at which a run first has an accuracy, between two validations by a straight line. */
export function effortToReach(
  points: readonly CurvePoint[],
  level: number,
  effort: Effort,
): number | undefined {
  const index = points.findIndex(({ accuracy }) => accuracy >= level);
  if (index < 0) return undefined;
  const after = points[index];
  // Before the first validation nothing is known: training begins with guessing.
  const before = points[index - 1] ?? { images: 0, seconds: 0, accuracy: 0.5 };
  const share = Math.max(0, (level - before.accuracy) / (after.accuracy - before.accuracy));
  return before[effort] + share * (after[effort] - before[effort]);
}

function curveOf(
  name: string,
  label: string,
  runs: readonly ConvergenceRun[],
): Omit<ArmCurve, "setting"> {
  // A run that failed has no curve to its end, and would end the others'.
  const whole = runs.filter(({ failure }) => failure === undefined);
  const steps = whole[0]?.points.map(({ step }) => step) ?? [];
  const points = steps.flatMap((step) => {
    const here = whole.map((run) => run.points.find((point) => point.step === step));
    if (!here.every((point) => point !== undefined)) return [];
    return [
      {
        step,
        images: here[0].images,
        seconds: spreadOf(here.map(({ seconds }) => seconds)),
        accuracy: spreadOf(here.map(({ accuracy }) => accuracy)),
      },
    ];
  });
  const best = runs.map((run) => Math.max(0, ...run.points.map(({ accuracy }) => accuracy)));
  return { name, label, points, best: spreadOf(best), failed: runs.length - whole.length };
}

function reachOf(
  arm: string,
  level: number,
  runs: readonly ConvergenceRun[],
  baseline: readonly ConvergenceRun[],
): Reach {
  const efforts = (effort: Effort) =>
    runs.flatMap(({ points }) => effortToReach(points, level, effort) ?? []);
  const speedUps = (effort: Effort) =>
    runs.flatMap(({ points, seed }) => {
      const own = effortToReach(points, level, effort);
      const other = baseline.find((run) => run.seed === seed);
      const theirs = other && effortToReach(other.points, level, effort);
      return own && theirs ? [theirs / own] : [];
    });
  const [images, seconds] = [efforts("images"), efforts("seconds")];
  const [byImages, bySeconds] = [speedUps("images"), speedUps("seconds")];
  return {
    arm,
    level,
    reached: images.length,
    seeds: runs.length,
    ...(images.length > 0 && { effort: { images: spreadOf(images), seconds: spreadOf(seconds) } }),
    ...(byImages.length > 0 && {
      speedUp: { images: spreadOf(byImages), seconds: spreadOf(bySeconds) },
    }),
  };
}

/**
 * Accuracies that every run of the baseline reaches: a half, three quarters and all of the way from its
 * first validation to its best one (our choice).
 */
function levelsFrom(runs: readonly ConvergenceRun[]): number[] {
  const best = runs.map(({ points }) => Math.max(0.5, ...points.map(({ accuracy }) => accuracy)));
  const least = Math.min(...best);
  const start = Math.min(
    least,
    spreadOf(runs.map(({ points }) => points[0]?.accuracy ?? 0.5)).mean,
  );
  const levels = [0.5, 0.75, 1].map((share) => start + share * (least - start));
  return [...new Set(levels.map((level) => Math.floor(1000 * level) / 1000))];
}

function spreadOf(values: readonly number[]): Spread {
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: Math.min(...values),
    high: Math.max(...values),
  };
}
