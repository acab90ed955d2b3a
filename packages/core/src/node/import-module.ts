import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createJiti } from "jiti";
import { messageOf, PluginError } from "../errors.js";

const typescript = new Set([".ts", ".mts", ".cts"]);

/**
 * Imports a module of the user: a package by name, or a file by its path, in JavaScript or TypeScript.
 *
 * @param directory folder that relative paths and package look-ups start from
 * @throws PluginError when it is not found, or when it throws while it loads
 */
export async function importModule(
  specifier: string,
  directory: string,
): Promise<Record<string, unknown>> {
  const isPath = specifier.startsWith(".") || isAbsolute(specifier);
  const file = isPath ? resolve(directory, specifier) : undefined;
  if (file !== undefined) {
    await access(file).catch(() => {
      throw new PluginError(`"${specifier}" was not found: there is no file ${file}.`);
    });
  }
  try {
    if (file !== undefined && typescript.has(extname(file))) {
      // jiti strips the types on every version of Node; what the file imports stays shared with us.
      return await createJiti(file).import<Record<string, unknown>>(file);
    }
    return await import(
      file !== undefined ? pathToFileURL(file).href : packageUrl(specifier, directory)
    );
  } catch (error) {
    if (error instanceof PluginError) throw error;
    throw new PluginError(`"${specifier}" could not be loaded: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Where a package is: seen from the user's folder first, else from ours. */
function packageUrl(name: string, directory: string): string {
  for (const from of [join(resolve(directory), "anything.js"), import.meta.url]) {
    try {
      return pathToFileURL(createRequire(from).resolve(name)).href;
    } catch {
      // Not installed there: look further.
    }
  }
  throw new PluginError(
    `The package "${name}" is not installed. Run: npm install ${name} (a plugin in a file is named by a path that starts with "./").`,
  );
}
