import {
  type ActivityPenalty,
  ConfigError,
  type Model,
  type ModelContext,
  nearest,
} from "@multibatch/core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** What models ask of their training, gathered from all models of a network. */
export interface TrainingRules {
  /** Factors on the learning rate, by layer; 1 where a layer is left out. */
  readonly learningRateMultipliers: ReadonlyMap<string, number>;
  /** Penalties on the outputs of layers, by layer. */
  readonly activityPenalties: ReadonlyMap<string, ActivityPenalty>;
}

/** All layers are trained alike, and no output is penalised. */
export const noRules: TrainingRules = {
  learningRateMultipliers: new Map(),
  activityPenalties: new Map(),
};

/**
 * Gathers the rules of the models of a network.
 *
 * @param contexts name and seed of each model, as it was connected with
 * @throws ConfigError when a rule is about no layer of the network, or a factor is negative or no number
 */
export function trainingRules(
  network: LayersModel,
  models: readonly Model[],
  contexts: readonly ModelContext[],
): TrainingRules {
  const layers = network.layers.map((layer) => layer.name);
  const multipliers = new Map<string, number>();
  const activityPenalties = new Map<string, ActivityPenalty>();
  for (const [position, model] of models.entries()) {
    const context = contexts[position];
    const factors = Object.entries(model.learningRateMultipliers?.(context) ?? {});
    for (const [key, factor] of factors) {
      demandLayer(layers, key, context.name, (layer) => isWithin(layer, key));
      demandFactor(key, factor, context.name);
      multipliers.set(key, factor);
    }
    for (const [key, penalty] of Object.entries(model.activityPenalties?.(context) ?? {})) {
      demandLayer(layers, key, context.name, (layer) => layer === key);
      activityPenalties.set(key, penalty);
    }
  }
  return { learningRateMultipliers: byLayer(layers, multipliers), activityPenalties };
}

/** The factor of each layer that a key fits: that of the longest. */
function byLayer(
  layers: readonly string[],
  factors: ReadonlyMap<string, number>,
): Map<string, number> {
  const longestFirst = [...factors].sort(([a], [b]) => b.length - a.length);
  return new Map(
    layers.flatMap((layer) => {
      const found = longestFirst.find(([key]) => isWithin(layer, key));
      return found ? [[layer, found[1]] as const] : [];
    }),
  );
}

/** Whether a name is the key, or goes on behind it at a `-` or `/`. */
function isWithin(layer: string, key: string): boolean {
  return layer.startsWith(key) && /^([-/]|$)/.test(layer.slice(key.length));
}

function demandLayer(
  layers: readonly string[],
  key: string,
  model: string,
  fits: (layer: string) => boolean,
): void {
  if (layers.some(fits)) return;
  const close = nearest(key, layers);
  const hint = close === undefined ? "" : ` Did it mean "${close}"?`;
  throw new ConfigError(
    `The model "${model}" has a rule of training for the layer "${key}", which is not in the network.${hint}`,
    "model",
  );
}

function demandFactor(key: string, factor: number, model: string): void {
  if (factor >= 0 && Number.isFinite(factor)) return;
  throw new ConfigError(
    `The model "${model}" wants a learning rate of ${factor} times the others' for "${key}"; expected 0 or more.`,
    "model",
  );
}
