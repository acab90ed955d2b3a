import { type Dataset, type EventSink, type Json, recordOf } from "@multibatch/core";
import { loadConfig } from "@multibatch/core/node";
import { findConfig } from "./find-config.js";

/** The data set of a configuration, which the caller closes, and its options with every default. */
export interface OpenDataset {
  readonly dataset: Dataset;
  readonly record: Json;
}

/** Opens the data set of a configuration, and nothing else of it. */
export async function openDataset(
  given: string,
  cwd: string,
  emit: EventSink,
): Promise<OpenDataset> {
  const { config, directory } = await loadConfig(await findConfig(given, cwd));
  const dataset = await config.dataset.create({ directory, seed: config.seed, emit });
  return { dataset, record: (recordOf(config) as { readonly dataset: Json }).dataset };
}
