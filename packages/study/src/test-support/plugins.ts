import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Loss } from "@multibatch/core";
import { importPlugin } from "@multibatch/core/node";

const directory = dirname(fileURLToPath(import.meta.url));

/** The margin loss by its name, as a configuration would have it. */
export async function marginLoss(options: Readonly<Record<string, unknown>>): Promise<Loss> {
  const use = "@multibatch/loss-margin";
  const plugin = await importPlugin(use, "loss", directory);
  return plugin.configure(options, use).create({ directory });
}

/** tfjs-cpu as an engine. */
export async function cpuEngine() {
  const use = "@multibatch/engine-cpu";
  const plugin = await importPlugin(use, "engine", directory);
  return plugin.configure({}, use).create({ directory });
}
