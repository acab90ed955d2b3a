import * as layers from "@tensorflow/tfjs-layers";
import type { Model, ModelContext } from "../contracts/model.js";
import type { Crop } from "../crop.js";
import { ConfigError } from "../errors.js";
import { Random } from "../random.js";

/**
 * Connects the models in order, from images `[n, h, w, c]` to embeddings `[n, d]`.
 *
 * @throws ConfigError when the last model does not end in `[n, d]`
 */
export function buildNetwork(
  models: readonly Model[],
  crop: Pick<Crop, "height" | "width" | "channels">,
  seed: number,
): layers.LayersModel {
  const images = layers.input({
    shape: [crop.height, crop.width, crop.channels],
    name: "images",
  });
  let signal = images;
  const contexts = modelContexts(models.length, seed);
  models.forEach((model, position) => {
    signal = model.connect(signal, contexts[position]);
  });
  if (signal.shape.length !== 2) {
    throw new ConfigError(
      `model: the last model ends in [${signal.shape.join(", ")}]; embeddings are [n, d]. Put an embedder such as @multibatch/model-nin last.`,
      "model",
    );
  }
  return layers.model({ inputs: images, outputs: signal, name: "embedder" });
}

/** Seed and name of each of the models of a network, in their order. */
export function modelContexts(count: number, seed: number): ModelContext[] {
  const random = new Random(seed).fork("network");
  return Array.from({ length: count }, (_, position) => ({
    seed: random.word(),
    name: count === 1 ? "embedder" : `model${position + 1}`,
  }));
}
