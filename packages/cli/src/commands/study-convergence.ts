import {
  type ComposedRun,
  compose,
  type Dataset,
  type EventSink,
  recordOf,
} from "@multibatch/core";
import { resolveEntry } from "@multibatch/core/node";
import type { Arm } from "@multibatch/study";
import type { Command } from "commander";
import { openDataset } from "../config/open-dataset.js";
import { overrideConfig } from "../config/override-config.js";
import type { ProgramContext } from "../program.js";
import { addStudyCommand } from "../study/add-study.js";
import type { OpenStudy } from "../study/open-study.js";

const help = `
Trains the configuration three times over for each of some seeds: over all pairs, over k/2 random pairs
and over batch-hard triplets, with the same data, network and number of images passed forward, each with
the best of some settings (learning rates where none are given), which trainings with another seed tell.
Told are the accuracy on the validation pairs, by images seen and by seconds, and how much sooner each
reaches an accuracy. Validate often (target.validation.every): a curve has a point for each validation.
With --judge the curves are those on the test pairs of another configuration's data set, and the
validation pairs choose the settings alone.

Ctrl-C ends the study; the same command goes on where it was. Options of the study are set by --option:
seeds, search (settings to try; [] for the configuration's), trial (what is else while trying, such as
fewer steps), levels (accuracies to reach), arms (what is compared, each with a search of its own). The
longer ones are more readable in a file, for --options.

Examples:
  $ multibatch study convergence --config faces.json
  $ multibatch study convergence --config faces.json --option seeds=[1,2,3,4,5]
  $ multibatch study convergence --config faces.json --set target.steps=2000
  $ multibatch study convergence --config faces.json --judge lfw.json --options study.json

Exit codes: 0 measured, 1 error, 2 wrong use, 130 interrupted.`;

/** Adds `multibatch study convergence`. */
export function addStudyConvergence(study: Command, context: ProgramContext): void {
  addStudyCommand(study, context, {
    name: "convergence",
    description: "Compare training over all pairs, k/2 random pairs and batch-hard triplets.",
    help,
    flags: [
      {
        name: "judge",
        value: "config",
        help: "configuration whose data set's pairs the curves are judged on",
        isPath: true,
      },
    ],
    schema: (library) => library.convergenceOptionsSchema,
    measure: async (library, { opened, options, given, cwd, output, emit, signal, stamp }) => {
      const { config, run } = opened;
      const { dataset, sampler } = run.pipeline;
      const other =
        given.judge === undefined ? undefined : await openDataset(given.judge, cwd, emit);
      try {
        const { refuseOverlap } = await import("@multibatch/inspection");
        await refuseOverlap({ dataset, against: other?.dataset, emit });
        const measurements = await library.studyConvergence({
          arms: options.arms ?? library.standardArms(sampler.batchSize),
          compose: (arm, seed, data) => composeArm(opened, arm, seed, data, emit),
          dataset,
          judge: other?.dataset,
          record: { config: recordOf(config), judge: other?.record ?? null },
          output,
          options,
          emit,
          signal,
        });
        const summary = library.summariseConvergence(measurements);
        return {
          document: library.convergenceDocument(measurements, summary, stamp),
          data: { measurements, summary },
        };
      } finally {
        await other?.dataset.close();
      }
    },
  });
}

/** A run of an arm: the configuration with parts and options replaced, on a data set that is open. */
async function composeArm(
  { config, directory }: OpenStudy,
  arm: Arm,
  seed: number,
  dataset: Dataset,
  emit: EventSink,
): Promise<ComposedRun> {
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
}
