import type { Command } from "commander";
import { collectOverrides } from "../config/parse-override.js";
import type { Action } from "../perform.js";
import { perform } from "../perform.js";
import type { ProgramContext } from "../program.js";
import type { CommonFlags } from "../terminal/terminal.js";

/** Adds the options that every command takes. */
export function addCommonOptions(command: Command, jsonHelp = "print one JSON document on stdout") {
  return command
    .option("--json", jsonHelp)
    .option("--verbose", "show where in the code an unforeseen error arose");
}

/** Does a command's work and hands its exit code on. */
export async function finishWith(
  context: ProgramContext,
  flags: CommonFlags,
  action: Action,
): Promise<void> {
  context.finish(await perform(context.surroundings, flags, action));
}

/** The package or path of a runtime, for the commands that load a model. */
export function addRuntimeOption(command: Command): Command {
  return command.option(
    "--runtime <package or path>",
    "plugin that runs the model",
    "@multibatch/target-wasm",
  );
}

/** Options of the configuration that the command line replaces. */
export function addSetOption(command: Command): Command {
  return command.option(
    "--set <path=value>",
    "replace an option of the configuration; may be repeated",
    collectOverrides,
    [],
  );
}
