import { costOf } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { createRandomTraining, type RandomTraining } from "../../random-training.js";
import { type NetworkCase, type NetworkName, networks } from "./networks.js";

/** One network on the active engine, with a batch of random images in the processor's memory. */
export interface Workload extends Pick<RandomTraining, "network" | "images" | "train" | "dispose"> {
  readonly setup: NetworkCase;
  readonly batch: number;
  readonly multiplyAdds: number;
  readonly parameters: number;
  /** Upload, forward pass, embeddings `[batch, d]` read back. */
  forward(): Promise<Float32Array>;
}

/** Small enough for untrained networks of every size to keep finite losses. */
const smallRate = 1e-5;

/** @param learningRate of the steps */
export async function createWorkload(
  name: NetworkName,
  batch: number,
  learningRate = smallRate,
): Promise<Workload> {
  const setup: NetworkCase = networks[name];
  const { height, width, channels, begin } = setup;
  const models = await setup.models();
  const training = await createRandomTraining({ models, image: setup, batch, learningRate, begin });
  const { network, images } = training;
  const { multiplyAdds, parameters } = costOf(network);
  return {
    setup,
    network,
    batch,
    multiplyAdds,
    parameters,
    images,
    train: async () => {
      const loss = await training.train();
      if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss}`);
      return loss;
    },
    forward: async () => {
      const embeddings = tf.tidy(() => {
        const pixels = tf.tensor4d(images, [batch, height, width, channels]);
        return network.apply(pixels, { training: false }) as tf.Tensor2D;
      });
      try {
        return (await embeddings.data()) as Float32Array;
      } finally {
        embeddings.dispose();
      }
    },
    dispose: training.dispose,
  };
}
