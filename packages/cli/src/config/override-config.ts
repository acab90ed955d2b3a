import {
  ConfigError,
  type ConfiguredPlugin,
  messageOf,
  type ResolvedConfig,
} from "@multibatch/core";
import { importPlugin } from "@multibatch/core/node";
import type { Override } from "./parse-override.js";

/**
 * Replaces single options of a configuration, as `--set target.steps=100` asks for. Each plugin that
 * is touched is configured anew, so that its own schema checks the new value.
 *
 * @param directory folder of the configuration
 * @throws ConfigError when there is no such part or option, or when the value does not fit
 */
export async function overrideConfig(
  config: ResolvedConfig,
  overrides: readonly Override[],
  directory: string,
): Promise<ResolvedConfig> {
  let result = config;
  for (const override of overrides) result = await applyOverride(result, override, directory);
  return result;
}

async function applyOverride(
  config: ResolvedConfig,
  { path, value }: Override,
  directory: string,
): Promise<ResolvedConfig> {
  const [part, ...rest] = path;
  if (part === "seed" && rest.length === 0) return { ...config, seed: checkSeed(value) };
  if (part === "model") return overrideModel(config, rest, value, directory);
  if (part !== "dataset" && part !== "sampler" && part !== "loss" && part !== "target") {
    throw new ConfigError(
      `--set ${path.join(".")}: there is no part "${part}". The parts are dataset, sampler, loss, model, target and seed.`,
      String(part),
    );
  }
  return {
    ...config,
    [part]: await reconfigure(config[part], rest, value, part, directory),
  };
}

async function overrideModel(
  config: ResolvedConfig,
  path: readonly string[],
  value: unknown,
  directory: string,
): Promise<ResolvedConfig> {
  const single = config.models.length === 1 && !/^\d+$/.test(path[0] ?? "");
  const position = single ? 0 : Number(path[0]);
  const model = config.models[position];
  if (model === undefined) {
    throw new ConfigError(
      `--set model: say which of the ${config.models.length} models, counted from 0, for example model[0].name=value.`,
      "model",
    );
  }
  const changed = await reconfigure(
    model,
    single ? path : path.slice(1),
    value,
    single ? "model" : `model[${position}]`,
    directory,
  );
  return { ...config, models: config.models.with(position, changed) };
}

/** Configures a plugin anew with one option replaced. */
async function reconfigure<K extends ConfiguredPlugin["kind"]>(
  configured: ConfiguredPlugin<K>,
  path: readonly string[],
  value: unknown,
  place: string,
  directory: string,
): Promise<ConfiguredPlugin<K>> {
  if (path.length === 0) {
    throw new ConfigError(`--set ${place}: name an option of it, for example ${place}.name=value.`);
  }
  const plugin = await importPlugin(configured.use, configured.kind, directory).catch((error) => {
    throw new ConfigError(
      `--set ${place}: the plugin "${configured.use}" cannot be found by its name, so its options cannot be replaced; change the configuration itself. (${messageOf(error)})`,
      place,
      { cause: error },
    );
  });
  const options = withValueAt(configured.options ?? {}, path, value);
  return plugin.configure(options, configured.use, place) as ConfiguredPlugin<K>;
}

/** A copy of `target` in which the value at a path is another one. */
function withValueAt(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target) && /^\d+$/.test(key)) {
    const copy = [...target];
    copy[Number(key)] = withValueAt(target[Number(key)], rest, value);
    return copy;
  }
  const fields = target !== null && typeof target === "object" ? target : {};
  const old = (fields as Record<string, unknown>)[key];
  return { ...fields, [key]: withValueAt(old, rest, value) };
}

function checkSeed(value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff) {
    return value as number;
  }
  throw new ConfigError(
    `seed: expected an integer of 0…4294967295, received ${JSON.stringify(value)}`,
    "seed",
  );
}
