import { join, resolve } from "node:path";
import { parseOptions, recordOf } from "@multibatch/core";
import type { Command } from "commander";
import { runNameOf } from "../config/find-config.js";
import { type Override, parseOverride } from "../config/parse-override.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { OnFirstInterrupt } from "../perform.js";
import type { ProgramContext } from "../program.js";
import { chooseStudyEngine, createLossWith, openStudy, studyFolder } from "../study/open-study.js";
import { shellLine, showPath } from "../terminal/format.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, finishWith } from "./common-options.js";

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

interface StudyFlags extends CommonFlags {
  readonly config?: string;
  readonly output?: string;
  readonly model?: string;
  readonly engine?: string;
  readonly set: readonly Override[];
  readonly option: readonly Override[];
}

/** Adds `multibatch study estimator`. */
export function addStudyEstimator(study: Command, context: ProgramContext): void {
  const collect = (text: string, before: readonly Override[]) => [...before, parseOverride(text)];
  const command = study
    .command("estimator")
    .description("Measure the variance of the gradient over all pairs and over k/2 pairs.")
    .option("-c, --config <file>", "configuration: its data, loss, network and training")
    .option("-o, --output <folder>", "folder of the study (default: runs/<name>-estimator)")
    .option("--model <folder>", "model folder to study instead of training one")
    .option("--engine <package or path>", "engine of the study (default: the fastest that runs)")
    .option("--set <path=value>", "replace an option of the configuration", collect, [])
    .option("--option <name=value>", "replace an option of the study", collect, [])
    .addHelpText("after", help);
  addCommonOptions(command).action((flags: StudyFlags) =>
    finishWith(context, flags, (terminal, onFirstInterrupt) =>
      studyTheEstimator(flags, context.surroundings.cwd, terminal, onFirstInterrupt),
    ),
  );
}

async function studyTheEstimator(
  flags: StudyFlags,
  cwd: string,
  terminal: Terminal,
  onFirstInterrupt: OnFirstInterrupt,
): Promise<ExitCode> {
  // Imported here, so that no other command waits for these libraries.
  const { estimatorOptionsSchema, StudyInterrupted, studyEstimator, trainOrResume } = await import(
    "@multibatch/study"
  );
  const options = parseOptions(
    estimatorOptionsSchema,
    Object.fromEntries(flags.option.map(({ path, value }) => [path.join("."), value])),
    { owner: "the study" },
  );
  const emit = createProgressDisplay(terminal).show;
  const opened = await openStudy(flags.config, flags.set, cwd, emit);
  const { config, directory, file, run } = opened;
  const output = resolve(cwd, studyFolder(flags.output, runNameOf(file), "estimator"));
  const abort = new AbortController();
  onFirstInterrupt(() => {
    terminal.say("Finishing what is under way. Press Ctrl-C again to stop at once.");
    abort.abort();
  });
  const { margin } = config.loss.options as { readonly margin?: unknown };
  try {
    const measurements = await studyEstimator({
      dataset: run.pipeline.dataset,
      models: run.pipeline.models,
      networkSeed: config.seed,
      createLoss: (changes) => createLossWith(opened, changes),
      margin: typeof margin === "number" ? margin : 1,
      trainedModel: async () => {
        if (flags.model !== undefined) return resolve(cwd, flags.model);
        const training = {
          ...run,
          folder: join(output, "training"),
          emit,
          signal: abort.signal,
        };
        return (await trainOrResume(training)).modelFolder;
      },
      engine: await chooseStudyEngine(flags.engine, directory),
      record: { config: recordOf(config), model: flags.model ?? null },
      output,
      options,
      emit,
      signal: abort.signal,
    });
    terminal.printJson(measurements.options);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof StudyInterrupted)) throw error;
    terminal.print(
      `${error.message} What was found is kept in ${showPath(output, cwd)}; the same command goes on:\n  ${shellLine("multibatch", "study", "estimator")} …`,
    );
    return exitCodes.interrupted;
  } finally {
    await run.pipeline.dataset.close();
  }
}
