import type { Override } from "../config/parse-override.js";
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

/**
 * The command that makes a study again, for its report.
 *
 * @param own names of the flags of that study alone
 * @param config file of the configuration
 */
export function studyCommand(
  name: string,
  flags: StudyFlags,
  own: readonly string[],
  config: string,
  cwd: string,
): string {
  const given = flags as unknown as Readonly<Record<string, string | undefined>>;
  const setting = (flag: string) => (override: Override) => [
    flag,
    `${override.path.join(".")}=${JSON.stringify(override.value)}`,
  ];
  return shellLine(
    ...["multibatch", "study", name, "--config", showPath(config, cwd)],
    ...["options", ...own].flatMap((flag) =>
      given[flag] === undefined ? [] : [`--${flag}`, given[flag]],
    ),
    ...flags.set.flatMap(setting("--set")),
    ...flags.option.flatMap(setting("--option")),
  );
}
