import { dirname, join, resolve } from "node:path";
import { loadConfig, writeFileAtomic } from "@multibatch/core/node";
import type { Command } from "commander";
import { findConfig } from "../config/find-config.js";
import { overrideConfig } from "../config/override-config.js";
import { type Override, overrideFlags } from "../config/parse-override.js";
import { validationCaveat } from "../evaluation/choose-protocol.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { loadModel } from "../load-model.js";
import type { ProgramContext } from "../program.js";
import { summariseEvaluation } from "../terminal/evaluation-summary.js";
import { formatTable, shellLine, showPath } from "../terminal/format.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, addRuntimeOption, addSetOption, finishWith } from "./common-options.js";

const help = `
Of the configuration only the data set is opened; its test pairs are judged, or else its validation
pairs, which is said. evaluation.json and report.html (self-contained: curves, histogram, pairs to
look at) are written beside the model folder, or into --output.

A table of groups has a first column "identity" (or "image") and then a column for each attribute:
  identity,age
  Ann,young
Pairs within a group are counted there, at the thresholds of the folds, with 95 % intervals.

Examples:
  $ multibatch eval runs/faces/model --config faces.json
  $ multibatch eval runs/faces/model --config faces.json --mirror --groups people.csv
  $ multibatch eval runs/faces/model --config lfw.json --output runs/faces-on-lfw
  $ multibatch eval runs/fold3/model --config lfw-folds.json --set dataset.fold=3
  $ multibatch eval runs/faces/model --config faces.json --json | jq .accuracy

Exit codes: 0 judged (however well), 1 error, 2 wrong use.`;

interface EvalFlags extends CommonFlags {
  readonly config: string;
  readonly set: readonly Override[];
  readonly output?: string;
  readonly runtime: string;
  readonly allowMissing?: boolean;
  readonly mirror?: boolean;
  readonly groups?: string;
}

/** Adds `multibatch eval`. */
export function addEval(program: Command, context: ProgramContext): void {
  const command = program
    .command("eval")
    .description("Judge a model by pairs of identities that it was not trained on.")
    .argument("<model>", "model folder")
    .requiredOption("-c, --config <file>", "configuration whose data set is judged")
    .option("-o, --output <folder>", "folder of the report (default: the one above the model)")
    .option("--allow-missing", "leave out pairs with an unreadable image, and say so")
    .option("--mirror", "embed image and mirror image and take the mean; the result says so")
    .option("--groups <file>", "table (.csv, .tsv) of groups to break the errors down by")
    .addHelpText("after", help);
  addRuntimeOption(command);
  addSetOption(command);
  addCommonOptions(command).action((model: string, flags: EvalFlags) =>
    finishWith(context, flags, (terminal) =>
      evaluateModel(model, flags, context.surroundings.cwd, terminal),
    ),
  );
}

async function evaluateModel(
  model: string,
  flags: EvalFlags,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const {
    config: written,
    directory,
    file,
  } = await loadConfig(await findConfig(flags.config, cwd));
  const config = await overrideConfig(written, flags.set, directory);
  const folder = resolve(cwd, model);
  const output = resolve(cwd, flags.output ?? dirname(folder));
  // Imported here, so that no other command waits for these libraries.
  const { evaluate } = await import("../evaluation/evaluate.js");
  const { createReport } = await import("../evaluation/create-report.js");
  const { readGroups } = await import("../evaluation/read-groups.js");

  const emit = createProgressDisplay(terminal).show;
  const embedder = await loadModel(folder, flags.runtime, cwd);
  try {
    const dataset = await config.dataset.create({ directory, seed: config.seed, emit });
    try {
      const { evaluation, pairs } = await evaluate({
        embedder,
        dataset,
        allowMissing: flags.allowMissing ?? false,
        mirror: flags.mirror,
        groups: flags.groups ? await readGroups(resolve(cwd, flags.groups), dataset) : undefined,
        emit,
        onProtocol: ({ part }) => {
          if (part === "validation") terminal.warn(validationCaveat);
        },
      });
      const report = await createReport({
        evaluation,
        pairs,
        dataset,
        card: embedder.card,
        runFolder: dirname(folder),
        commands: [
          shellLine(
            ...["multibatch", "eval", showPath(folder, cwd), "--config", showPath(file, cwd)],
            ...overrideFlags("--set", flags.set),
            ...(flags.mirror ? ["--mirror"] : []),
            ...(flags.groups ? ["--groups", flags.groups] : []),
          ),
        ],
        created: new Date().toISOString(),
      });
      const files = [join(output, "evaluation.json"), join(output, "report.html")] as const;
      await writeFileAtomic(files[0], `${JSON.stringify(evaluation, null, 2)}\n`);
      await writeFileAtomic(files[1], report);
      if (terminal.json) terminal.printJson({ ...evaluation, files });
      else {
        terminal.print(formatTable(summariseEvaluation(evaluation)));
        terminal.print(`\nWritten: ${files.map((file) => showPath(file, cwd)).join(", ")}`);
      }
      return exitCodes.ok;
    } finally {
      await dataset.close();
    }
  } finally {
    embedder.dispose();
  }
}
