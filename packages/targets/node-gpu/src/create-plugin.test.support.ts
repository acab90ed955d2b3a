import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { PluginInstances, PluginKind } from "@multibatch/core";
import { importPlugin } from "@multibatch/core/node";

const directory = dirname(fileURLToPath(import.meta.url));

/** Creates a plugin by its name, as a configuration would: no plugin imports another. */
export async function createPlugin<K extends PluginKind>(
  kind: K,
  use: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<PluginInstances[K]> {
  const plugin = await importPlugin(use, kind, directory);
  return plugin.configure(options, use).create({ directory });
}
