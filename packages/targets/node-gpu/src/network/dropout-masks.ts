import { ConfigError, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

type Layer = LayersModel["layers"][number];

/** Layers of tfjs that draw from `Math.random`, whatever is done. */
const unseeded = ["GaussianNoise", "GaussianDropout", "AlphaDropout"];

/**
 * Takes over the dropout layers of a network: their masks follow from a seed, the layer's name and
 * the image's place in its batch, and from nothing else.
 *
 * So a resumed run draws what an uninterrupted one would, a second pass over the same images drops
 * the same units, and a batch drops the same units in one piece or in several. (The layers of tfjs
 * draw from `Math.random`, or with a seed drop the same units at every step.)
 */
export class DropoutMasks {
  private random = new Random(0);
  private firstImage = 0;

  constructor(network: LayersModel) {
    for (const layer of layersWithin(network)) {
      if (/^(Spatial)?Dropout(1D)?$/.test(layer.getClassName())) this.takeOver(layer);
    }
  }

  /**
   * Says what the next pass is about.
   *
   * @param seed another for each step
   * @param firstImage place in the batch of the first image that the pass sees
   */
  begin(seed: number, firstImage = 0): void {
    this.random = new Random(seed);
    this.firstImage = firstImage;
  }

  private takeOver(layer: Layer): void {
    const { rate } = layer.getConfig() as { rate: number };
    if (rate <= 0 || rate >= 1) return;
    layer.call = (inputs, { training = false }) =>
      tf.tidy(() => {
        const input = Array.isArray(inputs) ? inputs[0] : inputs;
        return training ? tf.mul(input, this.mask(layer, rate, input.shape)) : tf.clone(input);
      });
  }

  /** 0 where a unit is dropped, else 1 / (1 − rate). */
  private mask(layer: Layer, rate: number, inputShape: readonly number[]): tf.Tensor {
    const shape = maskShape(layer, inputShape);
    const [images, ...rest] = shape;
    const size = tf.util.sizeFromShape(rest);
    const mask = new Float32Array(images * size);
    const kept = 1 / (1 - rate);
    for (let image = 0; image < images; image++) {
      const random = this.random.fork(`${layer.name} ${this.firstImage + image}`);
      for (let unit = 0; unit < size; unit++) {
        if (random.uniform() >= rate) mask[image * size + unit] = kept;
      }
    }
    return tf.tensor(mask, shape);
  }
}

/** Shape over which units are dropped; where it is 1, they are dropped along the whole axis. */
function maskShape(layer: Layer, inputShape: readonly number[]): number[] {
  if (layer.getClassName() === "SpatialDropout1D") return [inputShape[0], 1, inputShape[2]];
  const { noiseShape } = layer.getConfig() as { noiseShape?: (number | null)[] };
  return inputShape.map((size, axis) => noiseShape?.[axis] ?? size);
}

/** Names of the layers whose randomness cannot be seeded: with them no run can be repeated. */
export function unseededLayers(network: LayersModel): string[] {
  return layersWithin(network)
    .filter((layer) => unseeded.includes(layer.getClassName()))
    .map((layer) => layer.name);
}

/** @throws ConfigError where a second pass over a batch would differ from the first */
export function demandRepeatablePasses(network: LayersModel): void {
  const [name] = unseededLayers(network);
  if (name === undefined) return;
  throw new ConfigError(
    `target.microBatch: the layer "${name}" draws from Math.random, and so would not compute the same twice, as micro-batches must. Leave microBatch out, or take Dropout in its place.`,
    "target.microBatch",
  );
}

/** The layers of a network and of the networks within it. */
function layersWithin(network: LayersModel): Layer[] {
  return network.layers.flatMap((layer) =>
    "layers" in layer ? layersWithin(layer as LayersModel) : [layer],
  );
}
