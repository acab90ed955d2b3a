import { compose, recordOf } from "@multibatch/core";
import { resolveEntry } from "@multibatch/core/node";
import type { Command } from "commander";
import { overrideConfig } from "../config/override-config.js";
import type { ProgramContext } from "../program.js";
import { addStudyCommand } from "../study/add-study.js";

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
  addStudyCommand(study, context, {
    name: "convergence",
    description: "Compare training over all pairs, k/2 random pairs and batch-hard triplets.",
    help,
    flags: [],
    schema: (library) => library.convergenceOptionsSchema,
    measure: async (library, { opened, options, output, emit, signal, stamp }) => {
      const { config, directory, run } = opened;
      const { dataset, sampler } = run.pipeline;
      const measurements = await library.studyConvergence({
        arms: options.arms ?? library.standardArms(sampler.batchSize),
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
      const summary = library.summariseConvergence(measurements);
      return {
        document: library.convergenceDocument(measurements, summary, stamp),
        data: { measurements, summary },
      };
    },
  });
}
