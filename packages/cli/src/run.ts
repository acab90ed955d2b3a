import { CommanderError } from "commander";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import { createProgram } from "./program.js";
import { processSurroundings, type Surroundings } from "./surroundings.js";

/**
 * Runs the `multibatch` command in this process.
 *
 * @param argv arguments after the command's name, for example `["train", "--json"]`
 * @param surroundings what differs from this process: output, working directory, …
 * @returns the exit code; nothing is thrown
 */
export async function run(
  argv: readonly string[],
  surroundings: Partial<Surroundings> = {},
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram({ ...processSurroundings(), ...surroundings }, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has printed its message; --help and --version end this way, too.
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    throw error;
  }
}
