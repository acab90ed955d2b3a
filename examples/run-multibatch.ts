import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the examples. */
export const examples = dirname(fileURLToPath(import.meta.url));

const program = join(
  dirname(createRequire(import.meta.url).resolve("@multibatch/cli/package.json")),
  "bin",
  "multibatch.js",
);

/** A finished command. */
export interface Finished {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Starts the `multibatch` command as a user would. */
export function startMultibatch(...args: string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], { cwd: examples });
}

/** Runs the `multibatch` command to its end. */
export function runMultibatch(...args: string[]): Promise<Finished> {
  const child = startMultibatch(...args);
  let output = "";
  let errors = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output, errors }));
  });
}
