import { Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { type ReferenceEmbeddings, writeNetworkFolder } from "./network-folder.js";

/** What the tiny model is like; the defaults differ in every number, so that mix-ups show. */
export interface TinyModelOptions {
  /** Seed of weights and images; 1 by default. */
  readonly seed?: number;
  /** Images in the reference; 5 by default. */
  readonly images?: number;
}

/**
 * Writes a model folder with a tiny convolutional network: `model.json`, `weights.bin` and
 * `card.json`, as trainers write them. The reference embeddings are computed by tfjs-cpu.
 */
export async function writeTinyModelFolder(
  folder: string,
  { seed = 1, images = 5 }: TinyModelOptions = {},
): Promise<ReferenceEmbeddings> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const random = new Random(seed);
  const network = tinyNetwork(random.fork("weights"));
  const reference = await writeNetworkFolder(folder, network, {
    random: random.fork("pixels"),
    images,
    cost: { multiplyAdds: 13800, floatingPointOperations: 27600, parameters: 959 },
  });
  network.dispose();
  return reference;
}

function tinyNetwork(random: Random): layers.LayersModel {
  const network = layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: [12, 10, 3],
        filters: 4,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      layers.layers.flatten(),
      layers.layers.dense({ units: 7 }),
    ],
  });
  const weights = network.getWeights().map(({ shape, size }) => {
    const values = Float32Array.from({ length: size }, () => 0.2 * random.normal());
    return tf.tensor(values, shape);
  });
  network.setWeights(weights);
  tf.dispose(weights);
  return network;
}
