import type { z } from "zod";
import type { Dataset } from "./contracts/dataset.js";
import type { Engine } from "./contracts/engine.js";
import type { Loss } from "./contracts/loss.js";
import type { Model } from "./contracts/model.js";
import type { Sampler } from "./contracts/sampler.js";
import type { Target } from "./contracts/target.js";
import { MultibatchError, messageOf, PluginError } from "./errors.js";
import { type EventSink, silent } from "./events.js";
import { parseOptions } from "./parse-options.js";

/** Version of the contracts that this core speaks. */
export const contractVersion = 1;

/** What each kind of plugin creates. */
export interface PluginInstances {
  dataset: Dataset;
  sampler: Sampler;
  loss: Loss;
  model: Model;
  target: Target;
  engine: Engine;
}

export type PluginKind = keyof PluginInstances;

/** Surroundings of a plugin that is being created. */
export interface PluginContext {
  /** Folder that relative paths in options start from: the configuration's own. */
  readonly directory: string;
  /** Seed of the run. */
  readonly seed: number;
  readonly emit: EventSink;
}

/** What a plugin's author writes. */
export interface PluginDefinition<K extends PluginKind, S extends z.ZodType> {
  readonly kind: K;
  /** Package name, or for a plugin in a file, any name; used in errors and records. */
  readonly name: string;
  /** The contract that the plugin was written for. */
  readonly contract: 1;
  /** Schema of the options: validates, fills in defaults, documents and types the factory. */
  readonly options: S;
  create(
    options: z.output<S>,
    context: PluginContext,
  ): PluginInstances[K] | Promise<PluginInstances[K]>;
}

/** A plugin with its options checked, ready to be created. */
export interface ConfiguredPlugin<K extends PluginKind = PluginKind> {
  readonly kind: K;
  /** How a configuration names the plugin: a package or a relative path. */
  readonly use: string;
  /** The options with defaults filled in. */
  readonly options: unknown;
  /** @throws PluginError when the plugin throws anything but an error of Multibatch */
  create(context?: Partial<PluginContext>): Promise<PluginInstances[K]>;
}

/** The argument may be left out where every option has a default. */
type OptionsArgument<Input> =
  Record<string, never> extends Input ? [options?: Input] : [options: Input];

/** A plugin as a function from options, which is how a configuration in TypeScript reads. */
export interface PluginFactory<K extends PluginKind = PluginKind, S extends z.ZodType = z.ZodType> {
  /** @throws ConfigError that shows path, value and expectation of the first wrong options */
  (...options: OptionsArgument<z.input<S>>): ConfiguredPlugin<K>;
  readonly kind: K;
  readonly pluginName: string;
  readonly contract: 1;
  readonly options: S;
  /** The same from unchecked data: `path` is where the options stand in a configuration. */
  configure(options: unknown, use?: string, path?: string): ConfiguredPlugin<K>;
}

/** Makes a plugin out of its definition; the result is what the package exports by default. */
export function definePlugin<K extends PluginKind, S extends z.ZodType>(
  definition: PluginDefinition<K, S>,
): PluginFactory<K, S> {
  const { kind, name, contract, options: schema } = definition;

  const configure = (given: unknown, use = name, path = ""): ConfiguredPlugin<K> => {
    const options = parseOptions(schema, given ?? {}, { owner: use, path });
    return {
      kind,
      use,
      options,
      create: async (context = {}) => {
        try {
          return await definition.create(options, {
            directory: context.directory ?? process.cwd(),
            seed: context.seed ?? 0,
            emit: context.emit ?? silent,
          });
        } catch (error) {
          if (MultibatchError.is(error)) throw error;
          throw new PluginError(
            `The ${kind} "${use}" threw while it was created: ${messageOf(error)}`,
            {
              cause: error,
            },
          );
        }
      },
    };
  };

  const factory = (given?: unknown) => configure(given);
  return Object.assign(factory, {
    kind,
    pluginName: name,
    contract,
    options: schema,
    configure,
  }) as PluginFactory<K, S>;
}
