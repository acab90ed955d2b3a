import type { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { seedForTfjs } from "./layer-random.js";

type Layer = layers.LayersModel["layers"][number];

/**
 * A dropout layer with a fresh mask at each training step, reproducible from the seed. The stock
 * layer offers one or the other: without a seed its masks come from `Math.random`, with one it drops
 * the same units at every step. It is saved as, and loads as, the stock layer.
 */
export function seededDropout(name: string, rate: number, random: Random): Layer {
  const layer = layers.layers.dropout({ name, rate });
  layer.call = (inputs, { training = false }) =>
    tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0] : inputs;
      return training ? tf.dropout(input, rate, undefined, seedForTfjs(random)) : tf.clone(input);
    });
  return layer;
}
