import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addBench } from "./commands/bench.js";
import { addCompare } from "./commands/compare.js";
import { addCost } from "./commands/cost.js";
import { addDoctor } from "./commands/doctor.js";
import { addEmbed } from "./commands/embed.js";
import { addEval } from "./commands/eval.js";
import { addExport } from "./commands/export.js";
import { addIdentify } from "./commands/identify.js";
import { addInspect } from "./commands/inspect.js";
import { addSchema } from "./commands/schema.js";
import { addStudy } from "./commands/study.js";
import { addTrain } from "./commands/train.js";
import type { ExitCode } from "./exit-codes.js";
import type { Surroundings } from "./surroundings.js";

const help = `
Examples:
  $ multibatch doctor                                      what can run on this machine
  $ multibatch train                                       train what multibatch.config.* describes
  $ multibatch eval runs/faces/model --config faces.json   judge a model on unseen identities
  $ multibatch compare runs/faces/model ann.jpg bob.jpg    is this the same person?

Exit codes: 0 ok, 1 error, 2 wrong use of the command, 130 interrupted (after the first Ctrl-C the
model is saved).
Each command tells more: multibatch <command> --help`;

/** Longest line of a help, in characters. */
const helpWidth = 100;

/** What a command's module needs to add the command. */
export interface ProgramContext {
  readonly surroundings: Surroundings;
  /** Takes the exit code of the command that ran. */
  readonly finish: (code: ExitCode) => void;
}

/** Puts the whole command together; it throws CommanderError instead of ending the process. */
export function createProgram(
  surroundings: Surroundings,
  finish: (code: ExitCode) => void,
): Command {
  const program = new Command("multibatch")
    .description(
      "Train compact identity embeddings with the Multibatch method and run them anywhere.",
    )
    .version(ownVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .addHelpText("after", help)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for what is possible)")
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      writeErr: (text) => surroundings.stderr.write(text),
      getOutHelpWidth: () => Math.min(surroundings.stdout.columns ?? helpWidth, helpWidth),
      getErrHelpWidth: () => Math.min(surroundings.stderr.columns ?? helpWidth, helpWidth),
    });
  const context: ProgramContext = { surroundings, finish };
  for (const add of [
    addTrain,
    addEval,
    addIdentify,
    addInspect,
    addEmbed,
    addCompare,
    addBench,
    addExport,
    addStudy,
    addCost,
    addSchema,
    addDoctor,
  ]) {
    add(program, context);
  }
  return program;
}

function ownVersion(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
