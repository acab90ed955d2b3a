import type { Embedder } from "@multibatch/core";
import { loadConfig } from "@multibatch/core/node";
import { findConfig } from "../config/find-config.js";
import { validationCaveat } from "../evaluation/choose-protocol.js";
import { loadModel } from "../load-model.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { Terminal } from "../terminal/terminal.js";

/** Accuracy of verification: mean over the folds, and its standard error. */
interface Accuracy {
  readonly accuracy: number;
  readonly standardError: number;
}

/** How well a model and its export tell the same pairs apart. */
export interface ExportJudgement {
  readonly model: Accuracy;
  readonly exported: Accuracy;
  readonly pairs: number;
}

/** What judges what. */
interface JudgementFlags {
  /** Configuration whose data set's pairs are judged. */
  readonly judge: string;
  /** Runtime of the model. */
  readonly runtime: string;
  /** Package that exported; it is also the runtime of the export. */
  readonly exporter: string;
}

/** Judges a model and its export on the same pairs. */
export async function judgeExport(
  model: string,
  exported: string,
  { judge, runtime, exporter }: JudgementFlags,
  cwd: string,
  terminal: Terminal,
): Promise<ExportJudgement> {
  const { config, directory } = await loadConfig(await findConfig(judge, cwd));
  const { evaluate } = await import("../evaluation/evaluate.js");
  const emit = createProgressDisplay(terminal).show;
  const dataset = await config.dataset.create({ directory, seed: config.seed, emit });
  const judgeOne = async (embedder: Embedder, isFirst: boolean) => {
    try {
      const { evaluation } = await evaluate({
        embedder,
        dataset,
        allowMissing: false,
        emit,
        onProtocol: ({ part }) => {
          if (isFirst && part === "validation") terminal.warn(validationCaveat);
        },
      });
      return evaluation;
    } finally {
      embedder.dispose();
    }
  };
  try {
    const first = await judgeOne(await loadModel(model, runtime, cwd), true);
    const second = await judgeOne(await loadModel(exported, exporter, cwd), false);
    const accuracyOf = ({ accuracy, standardError }: Accuracy) => ({ accuracy, standardError });
    return { model: accuracyOf(first), exported: accuracyOf(second), pairs: first.pairs };
  } finally {
    await dataset.close();
  }
}
