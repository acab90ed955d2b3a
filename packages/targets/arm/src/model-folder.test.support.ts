import { type ReferenceEmbeddings, writeNetworkFolder } from "@multibatch/conformance";
import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as layers from "@tensorflow/tfjs-layers";

/** Fills a network with random weights and writes it as a model folder. */
export async function writeModel(
  folder: string,
  network: layers.LayersModel,
  { images = 3, seed = 1, randomise = true } = {},
): Promise<ReferenceEmbeddings> {
  await tf.setBackend("cpu");
  const random = new Random(seed);
  if (randomise) randomiseWeights(network, random.fork("weights"));
  return writeNetworkFolder(folder, network, { random: random.fork("pixels"), images });
}

/** Weights that keep signals at their size; what must be positive, such as a variance, is. */
function randomiseWeights(network: layers.LayersModel, random: Random): void {
  const weights = network.weights.map(({ name, shape }) => {
    const size = (shape as number[]).reduce((product, length) => product * length, 1);
    const inputs = shape.length > 1 ? size / (shape.at(-1) as number) : 1;
    const draw = () => {
      if (name.includes("variance")) return random.uniform(0.5, 2);
      if (name.includes("kernel")) return random.normal(0, Math.sqrt(2 / inputs));
      return random.uniform(-0.5, 1);
    };
    return tf.tensor(Float32Array.from({ length: size }, draw), shape as number[]);
  });
  network.setWeights(weights);
  tf.dispose(weights);
}
