import { MultibatchError, messageOf } from "@multibatch/core";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import type { Surroundings } from "./surroundings.js";
import { type CommonFlags, createTerminal, type Terminal } from "./terminal/terminal.js";

/** Asks to be called at the first Ctrl-C; only the second one then ends the process at once. */
export type OnFirstInterrupt = (listener: () => void) => void;

/** The work of one command. */
export type Action = (terminal: Terminal, onFirstInterrupt: OnFirstInterrupt) => Promise<ExitCode>;

/**
 * Does the work of a command and turns what it throws into a message and an exit code.
 *
 * Errors of Multibatch explain themselves, so their message is all that is shown; of any other error
 * the stack is shown, too, with `--verbose` or the environment variable DEBUG. With `--json` the
 * error also ends stdout, as `{ "type": "error", "error": { "name", "message", "path"? } }`.
 */
export async function perform(
  surroundings: Surroundings,
  flags: CommonFlags,
  action: Action,
): Promise<ExitCode> {
  const terminal = createTerminal(surroundings, flags);
  let beforeInterrupt: (() => void) | undefined;
  const unsubscribe = surroundings.onInterrupt(() => {
    const listener = beforeInterrupt;
    beforeInterrupt = undefined;
    if (listener) return listener();
    terminal.stopBar();
    surroundings.exit(exitCodes.interrupted);
  });
  try {
    return await action(terminal, (listener) => {
      beforeInterrupt = listener;
    });
  } catch (error) {
    terminal.stopBar();
    surroundings.stderr.write(`${describe(error, surroundings, flags)}\n`);
    // One line, so that it also ends the lines of `train --json`.
    if (terminal.json) terminal.printJson({ type: "error", error: errorRecord(error) }, 0);
    return exitCodes.error;
  } finally {
    unsubscribe();
    terminal.stopBar();
  }
}

function describe(error: unknown, surroundings: Surroundings, flags: CommonFlags): string {
  if (MultibatchError.is(error)) return `Error: ${error.message}`;
  const verbose = flags.verbose || Boolean(surroundings.env.DEBUG);
  if (verbose && error instanceof Error) return `Error: ${error.stack ?? error.message}`;
  return `Error: ${messageOf(error)}\nThis was not foreseen. For the place in the code, add --verbose.`;
}

function errorRecord(error: unknown) {
  const { name, path } = error as { name?: unknown; path?: unknown };
  return {
    name: typeof name === "string" ? name : "Error",
    message: messageOf(error),
    ...(typeof path === "string" && path !== "" ? { path } : {}),
  };
}
