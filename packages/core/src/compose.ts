import { type ResolvedConfig, recordOf } from "./config.js";
import type { Pipeline, Trainer } from "./contracts/target.js";
import { PluginError } from "./errors.js";
import type { PluginContext } from "./plugin.js";

/** A run that is ready to start. */
export interface ComposedRun {
  readonly pipeline: Pipeline;
  readonly trainer: Trainer;
}

/**
 * Creates every part of a run: the data set last, since it may be the one that takes long.
 *
 * The caller closes `pipeline.dataset`.
 *
 * @throws PluginError when the target is no trainer, or when a plugin throws
 */
export async function compose(
  config: ResolvedConfig,
  context: Partial<Omit<PluginContext, "seed">> = {},
): Promise<ComposedRun> {
  const surroundings = { ...context, seed: config.seed };
  const target = await config.target.create(surroundings);
  if (target.role !== "trainer") {
    throw new PluginError(
      `The target "${config.target.use}" is a ${target.role}, which only runs models. Training wants a trainer, such as @multibatch/target-node-gpu.`,
    );
  }
  const sampler = await config.sampler.create(surroundings);
  const loss = await config.loss.create(surroundings);
  const models = await Promise.all(config.models.map((model) => model.create(surroundings)));
  const dataset = await config.dataset.create(surroundings);
  const pipeline = {
    ...{ dataset, sampler, loss, models },
    modelNames: config.models.map(({ use }) => use),
    seed: config.seed,
    record: recordOf(config),
  };
  return { pipeline, trainer: target };
}
