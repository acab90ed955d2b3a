import { access } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { ConfigError } from "@multibatch/core";

/** Names of the configuration that is taken where none is given, in the order of preference. */
export const configNames = [
  "multibatch.config.ts",
  "multibatch.config.js",
  "multibatch.config.json",
] as const;

/**
 * The absolute path of the configuration: the given one, or the first of `configNames` in `cwd`.
 *
 * @throws ConfigError when there is none
 */
export async function findConfig(given: string | undefined, cwd: string): Promise<string> {
  for (const candidate of given === undefined ? configNames : [given]) {
    const file = resolve(cwd, candidate);
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  throw new ConfigError(
    given === undefined
      ? `There is no multibatch.config.ts, .js or .json in ${cwd}. Write one, or name a configuration, for example: multibatch train faces.json`
      : `There is no configuration ${resolve(cwd, given)}. Check the path.`,
  );
}

/** Name of a run: `faces` for `faces.ts`, `faces.json` or `faces.config.ts`. */
export function runNameOf(configFile: string): string {
  return basename(configFile)
    .replace(/\.[^.]+$/, "")
    .replace(/\.config$/, "");
}
