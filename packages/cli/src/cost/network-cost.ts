import { type Crop, costOf, type Model, type ModelCost } from "@multibatch/core";
import { buildNetwork, modelContexts } from "@multibatch/core/network";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

/** Size and colour of the images that a network takes. */
export type ImageSize = Pick<Crop, "height" | "width" | "channels">;

/** Share of one model in the cost of a network. */
export interface ModelShare {
  /** Package or path that the model comes from. */
  readonly use: string;
  readonly multiplyAdds: number;
  readonly parameters: number;
}

/** What a network costs for one image, and what each of its models has in it. */
export interface NetworkCost extends ModelCost {
  readonly input: ImageSize;
  /** In the order in which they are connected. */
  readonly models: readonly ModelShare[];
}

/**
 * Connects the models and counts. Nothing is computed, so any backend will do to hold the weights.
 *
 * @param uses packages or paths that the models come from
 * @throws ConfigError when they do not fit together
 */
export async function networkCost(
  models: readonly Model[],
  uses: readonly string[],
  input: ImageSize,
): Promise<NetworkCost> {
  // Else tfjs recommends packages on stderr.
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const seed = 0;
  const network = buildNetwork(models, input, seed, uses);
  try {
    const cost = costOf(network);
    const names = modelContexts(models.length, seed).map(({ name }) => name);
    const shares = uses.map((use, position) => {
      const own = cost.layers.filter(({ name }) => belongsTo(name, names[position]));
      const total = (key: "multiplyAdds" | "parameters") =>
        own.reduce((sum, layer) => sum + layer[key], 0);
      return { use, multiplyAdds: total("multiplyAdds"), parameters: total("parameters") };
    });
    return { input, models: shares, ...cost };
  } finally {
    network.dispose();
  }
}

/** Whether a layer's name begins with the model's, which another model's may begin with, too. */
function belongsTo(layer: string, model: string): boolean {
  return layer.startsWith(model) && !/^\d/.test(layer.slice(model.length));
}
