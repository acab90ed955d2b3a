import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { OnFirstInterrupt } from "../perform.js";
import { showPath } from "../terminal/format.js";
import type { Terminal } from "../terminal/terminal.js";

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
