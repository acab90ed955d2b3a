import type { ModelContext } from "@multibatch/core";
import { hiddenInitialiser, randomOfLayer, stageLayers } from "@multibatch/embedder-layers";
import { identityParameters } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { type Localisation, stagesOf } from "./localisation.js";
import type { WarpAlignerOptions } from "./warp-aligner-options.js";

type Layer = layers.LayersModel["layers"][number];

/** Name of the layer that delivers the parameters `[n, p]` of the warps. */
export const parametersLayerName = (model: string) => `${model}-parameters`;

/**
 * Connects a localisation network: means of pixels, stages of convolutions, two fully connected
 * layers. Images `[n, h, w, c]` in, parameters of a warp `[n, p]` out: at the start, the identity's,
 * whatever the image.
 */
export function connectLocalisation(
  localisation: Localisation,
  options: WarpAlignerOptions,
  input: layers.SymbolicTensor,
  { name, seed }: ModelContext,
): layers.SymbolicTensor {
  const { reduction, hidden } = localisation;
  const stack = stagesOf(localisation).flatMap((stage) => stageLayers(name, stage, options, seed));
  if (reduction > 1) {
    stack.unshift(layers.layers.averagePooling2d({ name: `${name}-means`, poolSize: reduction }));
  }
  stack.push(
    layers.layers.flatten({ name: `${name}-flatten` }),
    hiddenLayer(`${name}-hidden`, hidden, options, seed),
  );
  const features = stack.reduce(
    (tensor, layer) => layer.apply(tensor) as layers.SymbolicTensor,
    input,
  );
  return connectParameters(parametersLayerName(name), options, features);
}

function hiddenLayer(
  name: string,
  units: number,
  { initialiser }: WarpAlignerOptions,
  seed: number,
): Layer {
  return layers.layers.dense({
    name,
    units,
    activation: "relu",
    kernelInitializer: hiddenInitialiser(initialiser, "relu", randomOfLayer(name, seed)),
  });
}

/** The last layer: weights of 0 and the identity as bias, which no stock initialiser can write. */
function connectParameters(
  name: string,
  { parametrisation }: WarpAlignerOptions,
  features: layers.SymbolicTensor,
): layers.SymbolicTensor {
  const identity = identityParameters(parametrisation);
  const layer = layers.layers.dense({ name, units: identity.length, kernelInitializer: "zeros" });
  const parameters = layer.apply(features) as layers.SymbolicTensor;
  tf.tidy(() => {
    const [kernel] = layer.getWeights();
    layer.setWeights([kernel, tf.tensor1d([...identity])]);
  });
  return parameters;
}
