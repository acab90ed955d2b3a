import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export const armCompiler = "arm-linux-gnueabihf-gcc";
export const emulator = "qemu-arm";

/** What must be installed to measure; empty where all of it is. */
export function missingTools(): string[] {
  return ["gcc", armCompiler, "arm-linux-gnueabihf-nm", emulator].filter((tool) => !works(tool));
}

/** Version of the cross compiler: `12.2.0`. */
export function compilerVersion(): string {
  return execFileSync(armCompiler, ["-dumpfullversion"], { encoding: "utf8" }).trim();
}

function works(tool: string): boolean {
  try {
    execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Runs a command to its end; @returns its stdout */
export async function call(command: string, ...argv: readonly string[]): Promise<string> {
  const { stdout } = await run(command, argv, { maxBuffer: 1 << 26 });
  return stdout;
}
