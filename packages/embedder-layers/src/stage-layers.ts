import * as layers from "@tensorflow/tfjs-layers";
import { type ConvolutionOptions, convolutionLayers } from "./convolution.js";
import type { Stage } from "./stage.js";

type Layer = layers.LayersModel["layers"][number];

/**
 * The layers of a stage, in their order.
 *
 * @param modelName name of the model in its network; the layers' names begin with it
 * @param seed seed of the network: the weights follow from it and the layers' names
 */
export function stageLayers(
  modelName: string,
  stage: Stage,
  options: ConvolutionOptions,
  seed: number,
): Layer[] {
  const name = `${modelName}-${stage.name}`;
  const stack = stage.convolutions.flatMap((shape) =>
    convolutionLayers(`${name}-${shape.name}`, shape, options, seed),
  );
  if (stage.pool) stack.push(layers.layers.maxPooling2d({ name: `${name}-pool`, poolSize: 2 }));
  return stack;
}
