import { readFile } from "node:fs/promises";
import { dirname, extname, relative, resolve } from "node:path";
import { type ResolvedConfig, resolveConfig } from "../config.js";
import { ConfigError, messageOf, PluginError } from "../errors.js";
import { importModule } from "./import-module.js";
import { parseJson } from "./parse-json.js";
import { resolveEntry } from "./resolve-plugin.js";

/** A configuration file, read and resolved. */
export interface LoadedConfig {
  readonly config: ResolvedConfig;
  /** Absolute path of the file. */
  readonly file: string;
  /** Its folder: relative paths in the configuration start here. */
  readonly directory: string;
}

/**
 * Reads a configuration from a `.ts`, `.mts`, `.js`, `.mjs` or `.json` file; a module exports it by
 * default.
 *
 * @throws ConfigError when the file is missing, malformed (with line and column) or wrong (with the
 * path of the option, its value and what was expected)
 * @throws PluginError when a plugin is not found or does not fit
 */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const file = resolve(path);
  const directory = dirname(file);
  const shown = relative(process.cwd(), file) || file;
  const raw = await readRaw(file, shown);
  const config = await resolveConfig(raw, shown, (entry, kind, at) =>
    resolveEntry(entry, kind, at, directory),
  );
  return { config, file, directory };
}

async function readRaw(file: string, shown: string): Promise<unknown> {
  if (extname(file) === ".json") {
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      throw new ConfigError(`${shown} could not be read: ${messageOf(error)}`, "", {
        cause: error,
      });
    });
    return parseJson(text, shown);
  }
  try {
    const module = await importModule(file, dirname(file));
    if (module.default === undefined) {
      throw new ConfigError(
        `${shown} has no default export; write: export default defineConfig({ … })`,
      );
    }
    return module.default;
  } catch (error) {
    const cause = error instanceof PluginError ? (error.cause ?? error) : error;
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${shown}: ${messageOf(cause)}`, "", { cause });
  }
}
