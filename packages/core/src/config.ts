import { z } from "zod";
import { ConfigError } from "./errors.js";
import type { Json } from "./json.js";
import { nearest } from "./nearest.js";
import type { ConfiguredPlugin, PluginKind } from "./plugin.js";

/** A plugin named in plain data: `use` is a package or a relative path, the rest are its options. */
export interface PluginReference {
  readonly use: string;
  readonly [option: string]: unknown;
}

/** A part of a configuration: a called factory, or the same as plain data. */
export type ConfigEntry<K extends PluginKind> = ConfiguredPlugin<K> | PluginReference;

/** A whole run. The same in TypeScript (with factories) and in JSON (with `use`). */
export interface MultibatchConfig {
  readonly dataset: ConfigEntry<"dataset">;
  readonly sampler: ConfigEntry<"sampler">;
  readonly loss: ConfigEntry<"loss">;
  /** One model, or several in the order in which they are connected. */
  readonly model: ConfigEntry<"model"> | readonly ConfigEntry<"model">[];
  /** The trainer. */
  readonly target: ConfigEntry<"target">;
  /** One seed rules the whole run; 1 where none is given. */
  readonly seed?: number;
}

/** Types a configuration in an editor; returns it as it is. */
export function defineConfig(config: MultibatchConfig): MultibatchConfig {
  return config;
}

/** A configuration whose plugins are found and whose options are checked. */
export interface ResolvedConfig {
  readonly dataset: ConfiguredPlugin<"dataset">;
  readonly sampler: ConfiguredPlugin<"sampler">;
  readonly loss: ConfiguredPlugin<"loss">;
  readonly models: readonly ConfiguredPlugin<"model">[];
  readonly target: ConfiguredPlugin<"target">;
  readonly seed: number;
}

const parts = ["dataset", "sampler", "loss", "model", "target"] as const;
const seedSchema = z.int().min(0).max(0xffffffff).default(1);

/** Finds the plugin that an entry names and checks the entry's options; `path` is for messages. */
export type EntryResolver = <K extends PluginKind>(
  entry: unknown,
  kind: K,
  path: string,
) => Promise<ConfiguredPlugin<K>>;

/**
 * Checks the shape of a configuration and resolves every entry.
 *
 * @param file what to call the configuration in messages
 * @throws ConfigError for missing or unknown parts and wrong options; PluginError for plugins that
 * cannot be found or do not fit
 */
export async function resolveConfig(
  config: unknown,
  file: string,
  resolveEntry: EntryResolver,
): Promise<ResolvedConfig> {
  if (config === null || typeof config !== "object" || Array.isArray(config)) {
    throw new ConfigError(`${file}: a configuration is an object with ${parts.join(", ")}.`);
  }
  const given = config as Record<string, unknown>;
  const known = [...parts, "seed", "$schema"];
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    throw new ConfigError(
      `${file}: there is no part "${key}"${near ? `; did you mean "${near}"?` : `. The parts are ${parts.join(", ")} and seed.`}`,
      key,
    );
  }
  for (const part of parts) {
    if (given[part] === undefined) {
      throw new ConfigError(`${file}: the part "${part}" is missing.`, part);
    }
  }
  const seed = seedSchema.safeParse(given.seed);
  if (!seed.success) {
    throw new ConfigError(
      `${file}: seed: expected an integer of 0…4294967295, received ${JSON.stringify(given.seed)}`,
      "seed",
    );
  }
  const models = Array.isArray(given.model) ? given.model : [given.model];
  if (models.length === 0) throw new ConfigError(`${file}: model: the list is empty.`, "model");
  return {
    dataset: await resolveEntry(given.dataset, "dataset", "dataset"),
    sampler: await resolveEntry(given.sampler, "sampler", "sampler"),
    loss: await resolveEntry(given.loss, "loss", "loss"),
    models: await Promise.all(
      models.map((model, i) =>
        resolveEntry(model, "model", Array.isArray(given.model) ? `model[${i}]` : "model"),
      ),
    ),
    target: await resolveEntry(given.target, "target", "target"),
    seed: seed.data,
  };
}

/** A resolved configuration as plain JSON, every default filled in: what the model card records. */
export function recordOf(config: ResolvedConfig): Json {
  const entry = (plugin: ConfiguredPlugin) => ({
    use: plugin.use,
    ...(JSON.parse(JSON.stringify(plugin.options ?? {})) as Record<string, Json>),
  });
  return {
    dataset: entry(config.dataset),
    sampler: entry(config.sampler),
    loss: entry(config.loss),
    model: config.models.map(entry),
    target: entry(config.target),
    seed: config.seed,
  };
}
