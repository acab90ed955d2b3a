import type { Command } from "commander";
import { addCommonOptions } from "../commands/common-options.js";
import { type Override, parseOverride } from "../config/parse-override.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { OnFirstInterrupt } from "../perform.js";
import { shellLine, showPath } from "../terminal/format.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";

/** Flags that every study takes. */
export interface StudyFlags extends CommonFlags {
  readonly config?: string;
  readonly output?: string;
  readonly set: readonly Override[];
  readonly option: readonly Override[];
}

/** Adds the flags that every study takes. */
export function addStudyOptions(command: Command, name: string, help: string): Command {
  const collect = (text: string, before: readonly Override[]) => [...before, parseOverride(text)];
  command
    .option("-c, --config <file>", "configuration: data, loss, network and training")
    .option("-o, --output <folder>", `folder of the study (default: runs/<name>-${name})`)
    .option("--set <path=value>", "replace an option of the configuration", collect, [])
    .option("--option <name=value>", "replace an option of the study", collect, [])
    .addHelpText("after", help);
  return addCommonOptions(command);
}

/** The options of the study that were given, unchecked. */
export function optionsOf({ option }: StudyFlags): Record<string, unknown> {
  return Object.fromEntries(option.map(({ path, value }) => [path.join("."), value]));
}

/** The command that makes a study again, for its report. @param more flags of that study alone */
export function studyCommand<Flags extends StudyFlags>(
  name: string,
  flags: Flags,
  config: string,
  cwd: string,
  more: readonly (keyof Flags & string)[] = [],
): string {
  const setting = (flag: string) => (override: Override) => [
    flag,
    `${override.path.join(".")}=${JSON.stringify(override.value)}`,
  ];
  return shellLine(
    ...["multibatch", "study", name, "--config", showPath(config, cwd)],
    ...more.flatMap((flag) => (flags[flag] === undefined ? [] : [`--${flag}`, `${flags[flag]}`])),
    ...flags.set.flatMap(setting("--set")),
    ...flags.option.flatMap(setting("--option")),
  );
}

/** Does the work of a study; Ctrl-C ends it where it can go on from. */
export async function whileStudying(
  terminal: Terminal,
  onFirstInterrupt: OnFirstInterrupt,
  output: string,
  cwd: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<ExitCode> {
  const abort = new AbortController();
  onFirstInterrupt(() => {
    terminal.say("Finishing what is under way. Press Ctrl-C again to stop at once.");
    abort.abort();
  });
  try {
    await work(abort.signal);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "StudyInterrupted") throw error;
    terminal.print(
      `${error.message} What was found is kept in ${showPath(output, cwd)}; the same command goes on from there.`,
    );
    return exitCodes.interrupted;
  }
}
