import * as layers from "@tensorflow/tfjs-layers";
import type { Model, ModelContext } from "../contracts/model.js";
import type { Crop } from "../crop.js";
import { ConfigError, messageOf } from "../errors.js";
import { Random } from "../random.js";

type Signal = layers.SymbolicTensor;

/**
 * Connects the models in order, from images `[n, h, w, c]` to embeddings `[n, d]`.
 *
 * @param names what errors call the models, for example the packages that they come from
 * @throws ConfigError when a model does not fit behind the one before it, which names both and the
 *   shapes; or when the last model does not end in `[n, d]`
 */
export function buildNetwork(
  models: readonly Model[],
  crop: Pick<Crop, "height" | "width" | "channels">,
  seed: number,
  names: readonly string[] = [],
): layers.LayersModel {
  const images = layers.input({
    shape: [crop.height, crop.width, crop.channels],
    name: "images",
  });
  const contexts = modelContexts(models.length, seed);
  const called = models.map((_, position) => {
    const path = models.length === 1 ? "model" : `model[${position}]`;
    return names[position] === undefined ? path : `${path} (${names[position]})`;
  });
  let signal = images;
  models.forEach((model, position) => {
    const before = position === 0 ? "the data set" : called[position - 1];
    signal = connect(model, signal, contexts[position], { name: called[position], before });
  });
  if (signal.shape.length !== 2) {
    throw new ConfigError(
      `${called[models.length - 1]} is last and delivers ${shapeOf(signal)}; embeddings are [n, d]. Put an embedder such as @multibatch/model-nin last.`,
      "model",
    );
  }
  return layers.model({ inputs: images, outputs: signal, name: "embedder" });
}

function connect(
  model: Model,
  input: Signal,
  context: ModelContext,
  { name, before }: { readonly name: string; readonly before: string },
): Signal {
  let output: Signal;
  try {
    output = model.connect(input, context);
  } catch (error) {
    throw new ConfigError(
      `${name} does not fit behind ${before}, which delivers ${shapeOf(input)}: ${messageOf(error)}`,
      "model",
      { cause: error },
    );
  }
  if (output.shape.slice(1).includes(null)) {
    throw new ConfigError(
      `${name} delivers ${shapeOf(output)} behind ${before}, which delivers ${shapeOf(input)}; every size but the number of images has to be fixed.`,
      "model",
    );
  }
  return output;
}

/** A shape for people: `[n, 112, 112, 3]`. */
function shapeOf({ shape }: Signal): string {
  return `[${["n", ...shape.slice(1).map((size) => size ?? "?")].join(", ")}]`;
}

/** Seed and name of each of the models of a network, in their order. */
export function modelContexts(count: number, seed: number): ModelContext[] {
  const random = new Random(seed).fork("network");
  return Array.from({ length: count }, (_, position) => ({
    seed: random.word(),
    name: count === 1 ? "embedder" : `model${position + 1}`,
  }));
}
