import { type ModelCard, ModelFolderError } from "@multibatch/core";
import { readActivation, readElu, readLeakyRelu, readPrelu, readRelu } from "./activations.js";
import { type LayerReader, type Signal, unsupported } from "./layer-reader.js";
import { elements, type Layer, type Network, type Shape, shapeText } from "./network.js";
import {
  readAddition,
  readFlatten,
  readGlobalPooling,
  readIdentity,
  readPooling,
  readReshape,
} from "./plain-layers.js";
import { type LayerDescription, readTopology } from "./topology.js";
import { readWarp } from "./warp.js";
import { readBatchNormalisation, readConvolution, readDense } from "./weighted-layers.js";
import type { Weights } from "./weights.js";

/** Readers by the class that tfjs-layers gives a layer. */
const readers: Readonly<Record<string, LayerReader>> = {
  Activation: readActivation,
  Add: readAddition,
  AffineWarp: readWarp,
  AveragePooling2D: readPooling,
  BatchNormalization: readBatchNormalisation,
  Conv2D: readConvolution,
  Dense: readDense,
  Dropout: readIdentity,
  ELU: readElu,
  Flatten: readFlatten,
  GaussianDropout: readIdentity,
  GaussianNoise: readIdentity,
  GlobalAveragePooling2D: readGlobalPooling,
  GlobalMaxPooling2D: readGlobalPooling,
  LeakyReLU: readLeakyRelu,
  MaxPooling2D: readPooling,
  PReLU: readPrelu,
  ReLU: readRelu,
  Reshape: readReshape,
};

/** What of a model folder decides its network. */
export interface NetworkFiles {
  readonly card: Pick<ModelCard, "input" | "output">;
  /** The network as tfjs-layers describes it. */
  readonly topology: unknown;
  readonly weights: Weights;
}

/**
 * Reads the network of a model folder, layer by layer as it is there.
 *
 * @throws ModelFolderError that names a layer which is not known, or weights that do not fit
 */
export function readNetwork({ card, topology, weights }: NetworkFiles): Network {
  const { layers: descriptions, output } = readTopology(topology);
  const { height, width, channels } = card.input.crop;
  const inputShape = { height, width, channels };
  const signals = new Map<string, Signal>();
  const layers: Layer[] = [];
  let input = "";

  for (const description of descriptions) {
    const { name, className, inputs } = description;
    checkImageSize(description, inputShape);
    if (className === "InputLayer") {
      input = name;
      signals.set(name, { tensor: name, shape: inputShape, isVector: false });
      continue;
    }
    const reader = readers[className];
    if (!reader) {
      const known = Object.keys(readers).join(", ");
      throw unsupported(description, `known are ${known}`);
    }
    const read = reader({
      description,
      inputs: inputs.map((source) => signals.get(source)!),
      weights: (weight) => {
        const found = weights.get(`${name}/${weight}`);
        if (found) return found;
        throw unsupported(description, `the model folder has no weights "${name}/${weight}"`);
      },
    });
    for (const layer of read.layers) layers.push(checked(layer, description, signals, inputs));
    signals.set(name, read.signal);
  }

  const { tensor, shape } = signals.get(output)!;
  if (elements(shape) !== card.output.dimensions) {
    throw new ModelFolderError(
      `The network in model.json gives ${shapeText(shape)}, but card.json says ${card.output.dimensions}. Write the model folder anew.`,
    );
  }
  return { input, inputShape, layers, output: tensor };
}

/** Holds the size of images that the network states, where it does, against the card's. */
function checkImageSize({ config }: LayerDescription, { height, width, channels }: Shape): void {
  const stated = config.batch_input_shape;
  if (!Array.isArray(stated) || stated.length !== 4) return;
  const size = stated.slice(1).join(" × ");
  const expected = [height, width, channels].join(" × ");
  if (size === expected) return;
  throw new ModelFolderError(
    `The network in model.json takes ${size}, but card.json says ${expected}. Write the model folder anew.`,
  );
}

/** Holds the weights of a layer against the shapes that it works on. */
function checked(
  layer: Layer,
  description: LayerDescription,
  signals: ReadonlyMap<string, Signal>,
  inputs: readonly string[],
): Layer {
  if (layer.kind !== "convolution" && layer.kind !== "fully-connected") return layer;
  const { shape } = signals.get(inputs[0])!;
  const taps =
    layer.kind === "convolution"
      ? layer.window.height * layer.window.width * shape.channels
      : elements(shape);
  const { channels } = layer.shape;
  if (layer.kernel.length !== taps * channels || layer.bias.length !== channels) {
    throw unsupported(
      description,
      `its weights are ${layer.kernel.length} + ${layer.bias.length} numbers, expected ${taps * channels} + ${channels}`,
    );
  }
  return layer;
}
