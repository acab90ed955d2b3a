import { resolve } from "node:path";
import { type Override, overrideFlags } from "../config/parse-override.js";
import { shellLine, showPath } from "../terminal/format.js";
import type { CommonFlags } from "../terminal/terminal.js";

/** Flags that every study takes. */
export interface StudyFlags extends CommonFlags {
  readonly config?: string;
  readonly output?: string;
  readonly options?: string;
  readonly set: readonly Override[];
  readonly option: readonly Override[];
}

/** A flag of one study: `--model <folder>`. */
export interface StudyFlag {
  readonly name: string;
  /** What help calls its value. */
  readonly value: string;
  readonly help: string;
  /** Whether the value is the path of a file or folder. */
  readonly isPath: boolean;
}

/**
 * The command that makes a study again, for its report.
 *
 * @param own flags of that study alone
 * @param config file of the configuration
 */
export function studyCommand(
  name: string,
  flags: StudyFlags,
  own: readonly StudyFlag[],
  config: string,
  cwd: string,
): string {
  const given = flags as unknown as Readonly<Record<string, string | undefined>>;
  return shellLine(
    ...["multibatch", "study", name, "--config", showPath(config, cwd)],
    ...[{ name: "options", isPath: true }, ...own].flatMap(({ name, isPath }) => {
      const value = given[name];
      if (value === undefined) return [];
      return [`--${name}`, isPath ? showPath(resolve(cwd, value), cwd) : value];
    }),
    ...overrideFlags("--set", flags.set),
    ...overrideFlags("--option", flags.option),
  );
}
