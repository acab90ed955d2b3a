import { join, resolve } from "node:path";
import { recordOf } from "@multibatch/core";
import type { Command } from "commander";
import type { ProgramContext } from "../program.js";
import { addStudyCommand } from "../study/add-study.js";
import { chooseStudyEngine, createLossWith } from "../study/open-study.js";

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

/** Adds `multibatch study estimator`. */
export function addStudyEstimator(study: Command, context: ProgramContext): void {
  addStudyCommand(study, context, {
    name: "estimator",
    description: "Measure the variance of the gradient over all pairs and over k/2 pairs.",
    help,
    flags: [
      {
        name: "model",
        value: "folder",
        help: "model folder to study instead of training one",
        isPath: true,
      },
      {
        name: "engine",
        value: "package or path",
        help: "engine of the study (default: the fastest that runs)",
        isPath: false,
      },
    ],
    schema: (library) => library.estimatorOptionsSchema,
    measure: async (library, { opened, options, given, cwd, output, emit, signal, stamp }) => {
      const { config, directory, run } = opened;
      const { margin } = config.loss.options as { readonly margin?: unknown };
      const measurements = await library.studyEstimator({
        dataset: run.pipeline.dataset,
        models: run.pipeline.models,
        networkSeed: config.seed,
        createLoss: (changes) => createLossWith(opened, changes),
        margin: typeof margin === "number" ? margin : 1,
        trainedModel: async () => {
          if (given.model !== undefined) return resolve(cwd, given.model);
          const folder = join(output, "training");
          return (await library.trainOrResume({ ...run, folder, emit, signal })).modelFolder;
        },
        engine: await chooseStudyEngine(given.engine, directory),
        record: { config: recordOf(config), model: given.model ?? null },
        output,
        options,
        emit,
        signal,
      });
      const series = library.summariseSeries(measurements);
      return {
        document: library.estimatorDocument(measurements, series, stamp),
        data: { measurements, series },
        lastWord: library.overallFinding(series),
      };
    },
  });
}
