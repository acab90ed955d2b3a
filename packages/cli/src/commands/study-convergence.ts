import { resolve } from "node:path";
import { compose, parseOptions, recordOf } from "@multibatch/core";
import { resolveEntry } from "@multibatch/core/node";
import type { Command } from "commander";
import { runNameOf } from "../config/find-config.js";
import { overrideConfig } from "../config/override-config.js";
import type { ExitCode } from "../exit-codes.js";
import type { OnFirstInterrupt } from "../perform.js";
import type { ProgramContext } from "../program.js";
import { openStudy, studyFolder } from "../study/open-study.js";
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
Trains the configuration three times over for each of some seeds: over all pairs, over k/2 random pairs
and over batch-hard triplets, with the same data, network and number of images passed forward, each with
the best of some learning rates, which a training with another seed tells.
Told are the validation accuracy by images seen and by seconds, and how much sooner each reaches an
accuracy. Validate often (target.validation.every): a curve has a point for each validation.

Ctrl-C ends the study; the same command goes on where it was. Options of the study are set by --option:
seeds, rates (learning rates to try; [] for the configuration's), levels (accuracies to reach), arms (what
is compared, as JSON).

Examples:
  $ multibatch study convergence --config faces.json
  $ multibatch study convergence --config faces.json --option seeds=[1,2,3,4,5]
  $ multibatch study convergence --config faces.json --set target.steps=2000

Exit codes: 0 measured, 1 error, 2 wrong use, 130 interrupted.`;

/** Adds `multibatch study convergence`. */
export function addStudyConvergence(study: Command, context: ProgramContext): void {
  const command = study
    .command("convergence")
    .description("Compare training over all pairs, k/2 random pairs and batch-hard triplets.");
  addStudyOptions(command, "convergence", help).action((flags: StudyFlags) =>
    finishWith(context, flags, (terminal, onFirstInterrupt) =>
      compareConvergence(flags, context.surroundings.cwd, terminal, onFirstInterrupt),
    ),
  );
}

async function compareConvergence(
  flags: StudyFlags,
  cwd: string,
  terminal: Terminal,
  onFirstInterrupt: OnFirstInterrupt,
): Promise<ExitCode> {
  // Imported here, so that no other command waits for these libraries.
  const study = await import("@multibatch/study");
  const options = parseOptions(study.convergenceOptionsSchema, optionsOf(flags), {
    owner: "the study",
  });
  const emit = createProgressDisplay(terminal).show;
  const { config, directory, file, run } = await openStudy(flags.config, flags.set, cwd, emit);
  const output = resolve(cwd, studyFolder(flags.output, runNameOf(file), "convergence"));
  const { dataset, sampler } = run.pipeline;
  try {
    return await whileStudying(terminal, onFirstInterrupt, output, cwd, async (signal) => {
      const measurements = await study.studyConvergence({
        arms: options.arms ?? study.standardArms(sampler.batchSize),
        compose: async (arm, seed) => {
          const entry = async <K extends "sampler" | "loss">(kind: K) =>
            arm[kind] ? resolveEntry(arm[kind], kind, `arms.${kind}`, directory) : config[kind];
          const changed = {
            ...config,
            seed,
            sampler: await entry("sampler"),
            loss: await entry("loss"),
            // One data set for all: its images are rendered and decoded once.
            dataset: { ...config.dataset, create: async () => dataset },
          };
          const overrides = Object.entries(arm.set ?? {}).map(([path, value]) => ({
            path: path.split("."),
            value,
          }));
          const overridden = await overrideConfig(changed, overrides, directory);
          return compose(overridden, { directory, emit });
        },
        dataset: dataset.name,
        record: recordOf(config),
        output,
        options,
        emit,
        signal,
      });
      const summary = study.summariseConvergence(measurements);
      const document = study.convergenceDocument(measurements, summary, {
        created: new Date().toISOString(),
        command: studyCommand("convergence", flags, file, cwd),
      });
      await tellStudy(output, document, { measurements, summary }, terminal, cwd);
    });
  } finally {
    await dataset.close();
  }
}
