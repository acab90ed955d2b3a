import { join, resolve } from "node:path";
import { parseOptions, recordOf } from "@multibatch/core";
import type { Command } from "commander";
import { runNameOf } from "../config/find-config.js";
import type { ExitCode } from "../exit-codes.js";
import type { OnFirstInterrupt } from "../perform.js";
import type { ProgramContext } from "../program.js";
import { chooseStudyEngine, createLossWith, openStudy, studyFolder } from "../study/open-study.js";
import {
  addStudyOptions,
  optionsOf,
  type StudyFlags,
  studyCommand,
  whileStudying,
} from "../study/study-flags.js";
import { tellStudy } from "../study/tell-study.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { Terminal } from "../terminal/terminal.js";
import { finishWith } from "./common-options.js";

const help = `
At fixed weights, as they are initialised and after training, the gradient of the loss over batches of
k images is drawn many times: over all k² − k pairs and over k/2 pairs of the same images. Told are the
variance by k with its slopes, what it is made of and what theory predicts from that, the gain of all
pairs, and whether each estimator is unbiased. The configuration's own training makes the trained
weights, unless --model names a model folder.

Ctrl-C ends the study; the same command goes on where it was. Options of the study are set by --option:
identities, imagesPerIdentity, sizes, groups, norms, states, draws, directions, units, partners, …

Examples:
  $ multibatch study estimator --config faces.json
  $ multibatch study estimator --config faces.json --model runs/faces/model
  $ multibatch study estimator --config faces.json --option draws=40 --option sizes=[8,32,128]

Exit codes: 0 measured, 1 error, 2 wrong use, 130 interrupted.`;

interface EstimatorFlags extends StudyFlags {
  readonly model?: string;
  readonly engine?: string;
}

/** Adds `multibatch study estimator`. */
export function addStudyEstimator(study: Command, context: ProgramContext): void {
  const command = study
    .command("estimator")
    .description("Measure the variance of the gradient over all pairs and over k/2 pairs.");
  addStudyOptions(command, "estimator", help)
    .option("--model <folder>", "model folder to study instead of training one")
    .option("--engine <package or path>", "engine of the study (default: the fastest that runs)")
    .action((flags: EstimatorFlags) =>
      finishWith(context, flags, (terminal, onFirstInterrupt) =>
        studyTheEstimator(flags, context.surroundings.cwd, terminal, onFirstInterrupt),
      ),
    );
}

async function studyTheEstimator(
  flags: EstimatorFlags,
  cwd: string,
  terminal: Terminal,
  onFirstInterrupt: OnFirstInterrupt,
): Promise<ExitCode> {
  // Imported here, so that no other command waits for these libraries.
  const study = await import("@multibatch/study");
  const options = parseOptions(study.estimatorOptionsSchema, optionsOf(flags), {
    owner: "the study",
  });
  const emit = createProgressDisplay(terminal).show;
  const opened = await openStudy(flags.config, flags.set, cwd, emit);
  const { config, directory, file, run } = opened;
  const output = resolve(cwd, studyFolder(flags.output, runNameOf(file), "estimator"));
  const { margin } = config.loss.options as { readonly margin?: unknown };
  try {
    return await whileStudying(terminal, onFirstInterrupt, output, cwd, async (signal) => {
      const measurements = await study.studyEstimator({
        dataset: run.pipeline.dataset,
        models: run.pipeline.models,
        networkSeed: config.seed,
        createLoss: (changes) => createLossWith(opened, changes),
        margin: typeof margin === "number" ? margin : 1,
        trainedModel: async () => {
          if (flags.model !== undefined) return resolve(cwd, flags.model);
          const folder = join(output, "training");
          return (await study.trainOrResume({ ...run, folder, emit, signal })).modelFolder;
        },
        engine: await chooseStudyEngine(flags.engine, directory),
        record: { config: recordOf(config), model: flags.model ?? null },
        output,
        options,
        emit,
        signal,
      });
      const series = study.summariseSeries(measurements);
      const document = study.estimatorDocument(measurements, series, {
        created: new Date().toISOString(),
        command: studyCommand("estimator", flags, file, cwd, ["model", "engine"]),
      });
      await tellStudy(output, document, { measurements, series }, terminal, cwd);
      terminal.print(study.overallFinding(series));
    });
  } finally {
    await run.pipeline.dataset.close();
  }
}
