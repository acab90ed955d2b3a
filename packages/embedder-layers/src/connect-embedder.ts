import { ConfigError, type ModelContext } from "@multibatch/core";
import * as layers from "@tensorflow/tfjs-layers";
import { type EmbedderOptions, embeddingScaleOf } from "./embedder-options.js";
import { embeddingInitialiser } from "./initialiser.js";
import { randomOfLayer } from "./layer-random.js";
import { seededDropout } from "./seeded-dropout.js";
import { type Stage, sizeBehind, smallestInput } from "./stage.js";
import { stageLayers } from "./stage-layers.js";

type Layer = layers.LayersModel["layers"][number];

/**
 * Connects an embedder: stages of convolutions, then one linear fully connected layer. Images
 * `[n, h, w, c]` in, embeddings `[n, dimensions]` out.
 *
 * @throws ConfigError when the input is no image of fixed size, or too small for the poolings
 */
export function connectEmbedder(
  stages: readonly Stage[],
  options: EmbedderOptions,
  input: layers.SymbolicTensor,
  { name, seed }: ModelContext,
): layers.SymbolicTensor {
  checkInput(stages, input.shape, name);
  const stack = stages.flatMap((stage) => stageLayers(name, stage, options, seed));
  stack.push(layers.layers.flatten({ name: `${name}-flatten` }));
  if (options.dropout > 0) {
    const dropout = `${name}-dropout`;
    stack.push(seededDropout(dropout, options.dropout, randomOfLayer(dropout, seed)));
  }
  stack.push(embeddingLayer(embeddingLayerName(name), options, seed));
  return stack.reduce((tensor, layer) => layer.apply(tensor) as layers.SymbolicTensor, input);
}

/** Name of the last layer of an embedder. @param modelName name of the embedder in its network */
export function embeddingLayerName(modelName: string): string {
  return `${modelName}-embedding`;
}

function embeddingLayer(name: string, options: EmbedderOptions, seed: number): Layer {
  const { dimensions, initialiser } = options;
  const scale = embeddingScaleOf(options);
  const random = randomOfLayer(name, seed);
  return layers.layers.dense({
    name,
    units: dimensions,
    kernelInitializer: embeddingInitialiser(initialiser, { scale, dimensions }, random),
  });
}

function checkInput(
  stages: readonly Stage[],
  shape: readonly (number | null)[],
  name: string,
): void {
  const [, height, width, channels] = shape;
  const text = `[${shape.map((size) => size ?? "?").join(", ")}]`;
  if (shape.length !== 4 || !height || !width || !channels) {
    throw new ConfigError(
      `The model "${name}" takes images [n, height, width, channels] of a fixed size, received ${text}. Put it behind the data set or behind a model that delivers images, and before any that delivers embeddings.`,
      name,
    );
  }
  if (sizeBehind(stages, Math.min(height, width)) >= 1) return;
  const least = smallestInput(stages);
  const poolings = stages.filter((stage) => stage.pool).length;
  throw new ConfigError(
    `The model "${name}" received images ${text}, of which its ${poolings} poolings would leave nothing. Give it images of ${least}×${least} pixels or more, or blocks with fewer poolings or smaller strides.`,
    name,
  );
}
