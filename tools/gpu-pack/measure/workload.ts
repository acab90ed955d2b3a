import { costOf, Random } from "@multibatch/core";
import { margin } from "@multibatch/loss-margin";
import { buildNetwork, TrainingStep } from "@multibatch/target-node-gpu";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { type NetworkCase, type NetworkName, networks } from "./networks.js";

/** One network on the active engine, with a batch of random images in the processor's memory. */
export interface Workload {
  readonly setup: NetworkCase;
  readonly network: LayersModel;
  readonly batch: number;
  readonly multiplyAdds: number;
  readonly parameters: number;
  /** Pixels, float32 `[batch, h, w, c]`, between −1 and 1. */
  readonly images: Float32Array;
  /** The trainer's own step: upload, forward pass, all-pairs margin loss, gradient, momentum; @returns the loss */
  train(): Promise<number>;
  /** Upload, forward pass, embeddings `[batch, d]` read back. */
  forward(): Promise<Float32Array>;
  dispose(): void;
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
  const { height, width, channels } = setup;
  const loss = await margin().create();
  const network = buildNetwork(await setup.models(), setup, 1);
  loss.build();
  const step = new TrainingStep(network, loss, { momentum: 0.9, weightDecay: 1e-4 });
  const random = new Random(1);
  const images = Float32Array.from(
    { length: batch * height * width * channels },
    () => random.integer(256) / 127.5 - 1,
  );
  const identities = Int32Array.from({ length: batch }, (_, image) => image >> 2);
  const { multiplyAdds, parameters } = costOf(network);
  return {
    setup,
    network,
    batch,
    multiplyAdds,
    parameters,
    images,
    train: async () => {
      const result = await step.run({ images, identities, pairs: "all", learningRate });
      if (!Number.isFinite(result.loss)) throw new Error(`the loss became ${result.loss}`);
      return result.loss;
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
    dispose: () => {
      step.dispose();
      network.dispose();
      loss.dispose();
    },
  };
}
