import { resolve } from "node:path";
import {
  compose,
  createEventStream,
  type Dataset,
  type EventSink,
  type TrainResult,
} from "@multibatch/core";
import { loadConfig } from "@multibatch/core/node";
import { type Command, InvalidArgumentError } from "commander";
import { findConfig, runNameOf } from "../config/find-config.js";
import { openDataset } from "../config/open-dataset.js";
import { overrideConfig } from "../config/override-config.js";
import type { Override } from "../config/parse-override.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { OnFirstInterrupt } from "../perform.js";
import type { ProgramContext } from "../program.js";
import { summariseCard } from "../terminal/card-summary.js";
import { countOf, formatTable, shellLine, showPath } from "../terminal/format.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, addSetOption, finishWith } from "./common-options.js";

const help = `
The configuration is a .ts, .js or .json file; multibatch.config.{ts,js,json} where none is named.
Ctrl-C ends the training after the present step, with a checkpoint and a saved model; a second
Ctrl-C ends it at once. Before the first step the files of training, validation and test images are
compared: what is judged on must not be trained on. With --json every event is a line of JSON, and
the last line is the result.

Examples:
  $ multibatch train                                     what multibatch.config.* describes
  $ multibatch train faces.json --set target.steps=100   a short try with one option replaced
  $ multibatch train faces.json --resume                 go on from the last checkpoint
  $ multibatch train faces.json --resume --set target.steps=4000
                                                         go on for longer than was planned
  $ multibatch train faces.json --against lfw.json       refuse what lfw.json judges on, too
  $ multibatch train faces.json --json | grep validation

Exit codes: 0 trained, 1 error, 2 wrong use, 130 interrupted (after the first Ctrl-C the model so
far is saved).`;

interface TrainFlags extends CommonFlags {
  readonly output?: string;
  readonly resume?: boolean;
  readonly seed?: number;
  readonly against?: string;
  readonly allowOverlap?: boolean;
  readonly set: readonly Override[];
}

/** Adds `multibatch train`. */
export function addTrain(program: Command, context: ProgramContext): void {
  const command = program
    .command("train")
    .description("Train the model that a configuration describes.")
    .argument("[config]", "configuration file")
    .option(
      "-o, --output <folder>",
      "folder of the run (default: runs/<name of the configuration>)",
    )
    .option("--resume", "go on from the last checkpoint in the folder of the run")
    .option("--seed <number>", "seed of the whole run, in place of the configuration's", parseSeed)
    .option("--against <config>", "configuration whose data set the model is to be judged on")
    .option("--allow-overlap", "train although the evaluation overlaps the training")
    .addHelpText("after", help);
  addSetOption(command);
  addCommonOptions(command, "print every event as a line of JSON, the result last").action(
    (config: string | undefined, flags: TrainFlags) =>
      finishWith(context, flags, (terminal, onFirstInterrupt) =>
        train(config, flags, context.surroundings.cwd, terminal, onFirstInterrupt),
      ),
  );
}

async function train(
  givenConfig: string | undefined,
  flags: TrainFlags,
  cwd: string,
  terminal: Terminal,
  onFirstInterrupt: OnFirstInterrupt,
): Promise<ExitCode> {
  const { config: written, file, directory } = await loadConfig(await findConfig(givenConfig, cwd));
  const seed = flags.seed === undefined ? [] : [{ path: ["seed"], value: flags.seed }];
  const config = await overrideConfig(written, [...flags.set, ...seed], directory);
  const output = resolve(cwd, flags.output ?? `runs/${runNameOf(file)}`);

  const events = createEventStream();
  const display = createProgressDisplay(terminal);
  events.onAny(terminal.json ? (event) => terminal.printJson(event, 0) : display.show);

  const { pipeline, trainer } = await compose(config, { directory, emit: events.emit });
  try {
    terminal.say(describeDataset(pipeline.dataset));
    if (!flags.allowOverlap) {
      await checkOverlap(pipeline.dataset, flags.against, cwd, events.emit);
    }
    const abort = new AbortController();
    onFirstInterrupt(() => {
      terminal.say("Finishing this step and saving the model. Press Ctrl-C again to stop at once.");
      abort.abort();
    });
    const result = await trainer.train(pipeline, {
      output,
      resume: flags.resume ?? false,
      signal: abort.signal,
      emit: events.emit,
    });
    if (terminal.json) {
      terminal.printJson({ type: "result", ...result }, 0);
    } else {
      terminal.print(describeResult(result, display.failed.length, cwd));
      terminal.print(nextCommand(result, showPath(file, cwd), flags.output, cwd));
    }
    return result.interrupted ? exitCodes.interrupted : exitCodes.ok;
  } finally {
    await pipeline.dataset.close();
  }
}

/** Refuses to train on what the model is judged on, here or by another configuration. */
async function checkOverlap(
  dataset: Dataset,
  againstConfig: string | undefined,
  cwd: string,
  emit: EventSink,
): Promise<void> {
  const { refuseOverlap } = await import("@multibatch/inspection");
  const toAllow = "To train all the same, add --allow-overlap.";
  if (againstConfig === undefined) return refuseOverlap({ dataset, toAllow, emit });
  const { dataset: against } = await openDataset(againstConfig, cwd, emit);
  try {
    await refuseOverlap({ dataset, against, toAllow, emit });
  } finally {
    await against.close();
  }
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= 0xffffffff) return seed;
  throw new InvalidArgumentError("It must be an integer of 0…4294967295.");
}

function describeDataset({ name, identities, identityNames, splits }: Dataset): string {
  return `Data set: ${name}, ${countOf(identities.length, "image")} of ${countOf(identityNames.length, "identity", "identities")}; ${splits.train.length} to train on, ${splits.validation.length} to validate, ${splits.test.length} to test.`;
}

function describeResult(result: TrainResult, unreadable: number, cwd: string): string {
  const rows = [
    ["Model", showPath(result.modelFolder, cwd)] as const,
    ...summariseCard(result.card),
  ];
  if (unreadable > 0) {
    rows.push([
      "Unreadable",
      `${countOf(unreadable, "image")}, left out (the first are named above)`,
    ]);
  }
  return `\n${formatTable(rows)}\n`;
}

/** What to type now. */
function nextCommand(
  result: TrainResult,
  config: string,
  output: string | undefined,
  cwd: string,
): string {
  if (!result.interrupted) {
    return `Next:\n  ${shellLine("multibatch", "eval", showPath(result.modelFolder, cwd), "--config", config)}`;
  }
  const place = output === undefined ? [] : ["--output", output];
  return `Interrupted after step ${result.steps}; the model so far is saved. To go on:\n  ${shellLine("multibatch", "train", config, ...place, "--resume")}`;
}
