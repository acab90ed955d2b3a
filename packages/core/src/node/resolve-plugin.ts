import type { ConfigEntry } from "../config.js";
import { ConfigError, PluginError } from "../errors.js";
import {
  type ConfiguredPlugin,
  contractVersion,
  type PluginFactory,
  type PluginKind,
} from "../plugin.js";
import { importModule } from "./import-module.js";

/**
 * Imports the plugin that `use` names and checks that it fits.
 *
 * @param use package name, or path relative to `directory`
 * @throws PluginError when it is not found, exports no plugin, or is of another kind or contract
 */
export async function importPlugin<K extends PluginKind>(
  use: string,
  kind: K,
  directory: string,
): Promise<PluginFactory<K>> {
  const module = await importModule(use, directory);
  const candidates = [module.default, ...Object.values(module)].filter(looksLikePlugin);
  if (candidates.length === 0) {
    throw new PluginError(
      `"${use}" exports no plugin. Its default export must be the result of definePlugin({ kind: "${kind}", … }).`,
    );
  }
  const plugin = candidates.find((candidate) => candidate.kind === kind);
  if (!plugin) {
    throw new PluginError(
      `"${use}" is of kind ${candidates[0].kind}; a plugin of kind ${kind} is wanted here.`,
    );
  }
  if (plugin.contract !== contractVersion) {
    throw new PluginError(
      `"${use}" was written for contract ${plugin.contract}; this version of @multibatch/core speaks contract ${contractVersion}. Install versions that fit each other.`,
    );
  }
  return plugin as PluginFactory<K>;
}

/** Structural: whoever wrote it, and whichever copy of core it was built with. */
function looksLikePlugin(value: unknown): value is PluginFactory {
  if (typeof value !== "function") return false;
  const { kind, contract, configure } = value as unknown as Partial<PluginFactory>;
  return (
    typeof kind === "string" && typeof contract === "number" && typeof configure === "function"
  );
}

/**
 * Resolves an entry of a configuration: a called factory is taken as it is, plain data is looked up
 * and checked.
 *
 * @param path where the entry stands, for messages
 */
export async function resolveEntry<K extends PluginKind>(
  entry: unknown,
  kind: K,
  path: string,
  directory: string,
): Promise<ConfiguredPlugin<K>> {
  const given = entry as Partial<ConfigEntry<K>> | null;
  if (typeof given === "function") {
    throw new ConfigError(`${path}: this is the plugin itself; call it: …(options).`, path);
  }
  if (given === null || typeof given !== "object" || typeof given.use !== "string") {
    throw new ConfigError(
      `${path}: expected a ${kind} such as { "use": "@multibatch/…" }, received ${JSON.stringify(entry)}`,
      path,
    );
  }
  if (isConfigured<K>(given)) {
    if (given.kind !== kind) {
      throw new PluginError(
        `${path}: "${given.use}" is of kind ${given.kind}; a plugin of kind ${kind} is wanted here.`,
      );
    }
    return given;
  }
  const { use, ...options } = given;
  const plugin = await importPlugin(use, kind, directory);
  return plugin.configure(options, use, path);
}

function isConfigured<K extends PluginKind>(entry: object): entry is ConfiguredPlugin<K> {
  return "kind" in entry && "create" in entry && typeof entry.create === "function";
}
