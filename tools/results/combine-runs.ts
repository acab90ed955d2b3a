import type { ModelCard } from "@multibatch/core";
import { mean, standardErrorOfMean } from "../statistics.js";
import type { ResultRecord, Validation } from "./result-record.js";

/** What `multibatch eval` and `multibatch train` leave of one run. */
export interface JudgedRun {
  readonly evaluation: {
    readonly dataset: string;
    readonly statement: string;
    readonly pairs: number;
    readonly accuracy: number;
    readonly standardError: number;
    readonly folds: readonly { readonly pairs: number }[];
    readonly areaUnderCurve: { readonly value: number };
    readonly atCardThreshold: { readonly accuracy: number };
  };
  readonly card: Pick<ModelCard, "created" | "cost" | "data" | "training">;
  /** Of the run's history, in order. */
  readonly validations: readonly Validation[];
}

/** What the files of a run do not say. */
export interface RecordNotes {
  readonly title: string;
  readonly machine: string;
  readonly commands: readonly string[];
  readonly note?: string;
}

/**
 * Makes the record of one run, or of several of one protocol (a network for each fold): then each
 * network counts once, and the standard error is s/√networks.
 *
 * @throws RangeError without a run
 */
export function combineRuns(runs: readonly JudgedRun[], notes: RecordNotes): ResultRecord {
  if (runs.length === 0) throw new RangeError("There is no run to record.");
  const [{ evaluation, card }] = runs;
  const total = (value: (run: JudgedRun) => number) =>
    runs.reduce((sum, run) => sum + value(run), 0);
  const pairs = total((run) => run.evaluation.pairs);
  const fixed = runs.map((run) => run.evaluation.atCardThreshold.accuracy);
  const several = runs.length > 1;
  const cross = runs.map((run) => run.evaluation.accuracy);
  return {
    recordVersion: 1,
    title: notes.title,
    dataset: evaluation.dataset,
    statement: several
      ? `${runs.length} networks, each trained and judged on its own. The first: ${evaluation.statement}`
      : evaluation.statement,
    trainedOn: {
      name: card.data.name,
      images: Math.round(total((run) => run.card.data.trainingImages) / runs.length),
      identities: Math.round(total((run) => run.card.data.trainingIdentities) / runs.length),
    },
    crossValidated: {
      folds: several ? runs.length : evaluation.folds.length,
      pairs,
      accuracy: mean(cross),
      standardError: several ? standardErrorOfMean(cross) : evaluation.standardError,
      areaUnderCurve: mean(runs.map((run) => run.evaluation.areaUnderCurve.value)),
    },
    atCardThreshold: {
      folds: runs.length,
      pairs,
      accuracy: mean(fixed),
      standardError: several
        ? standardErrorOfMean(fixed)
        : Math.sqrt((fixed[0] * (1 - fixed[0])) / pairs),
    },
    network: {
      multiplyAdds: Math.round(card.cost.multiplyAdds),
      parameters: Math.round(card.cost.parameters),
    },
    training: {
      steps: card.training.steps,
      imagePasses: total((run) => run.card.training.steps * batchSizeOf(run.card)),
      seconds: Math.round(total((run) => run.card.training.seconds)),
      engine: card.training.engine,
      threads: card.training.threads,
      seed: card.training.seed,
    },
    learningCurve: learningCurve(runs),
    machine: notes.machine,
    commands: [...notes.commands],
    note: notes.note,
    date: card.created.slice(0, 10),
  };
}

/** Means at the steps at which all runs were validated; none where that is none. */
function learningCurve(runs: readonly JudgedRun[]): ResultRecord["learningCurve"] {
  const curve = runs[0].validations.flatMap(({ step }) => {
    const points = runs.flatMap(({ validations }) => validations.filter((v) => v.step === step));
    if (points.length < runs.length) return [];
    return {
      step,
      accuracy: mean(points.map(({ accuracy }) => accuracy)),
      areaUnderCurve: mean(points.map(({ areaUnderCurve }) => areaUnderCurve)),
    };
  });
  return curve.length > 0 ? curve : undefined;
}

/** k of the sampler in the card's configuration, by the options of the samplers that we ship. */
function batchSizeOf({ training }: JudgedRun["card"]): number {
  const { sampler } = training.config as { sampler: Record<string, number> };
  return sampler.batchSize ?? sampler.identities * sampler.imagesPerIdentity;
}
