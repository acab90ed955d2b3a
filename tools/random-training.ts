import { type Crop, type EngineSession, type Loss, type Model, Random } from "@multibatch/core";
import { margin } from "@multibatch/loss-margin";
import {
  buildNetwork,
  modelContexts,
  TrainingStep,
  trainingRules,
} from "@multibatch/target-node-gpu";
import type * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** What is trained on random images. */
export interface RandomTrainingSetup {
  readonly models: readonly Model[];
  readonly image: Pick<Crop, "height" | "width" | "channels">;
  /** Images in a batch: identities of four. */
  readonly batch: number;
  readonly learningRate: number;
  /** Of the engine's session, if the images are to be given to it as the trainer does. */
  readonly adopt?: EngineSession["adopt"];
  /** May change the network's weights before the first step. */
  readonly begin?: (network: LayersModel) => void;
}

/** A network on the active engine and one batch of random images, the same each time. */
export interface RandomTraining {
  readonly network: LayersModel;
  readonly loss: Loss;
  /** uint8 `[batch, h, w, c]`. */
  readonly pixels: Uint8Array;
  /** The same, float32 between −1 and 1. */
  readonly images: Float32Array;
  /** Of each image. */
  readonly identities: Int32Array;
  /** The trainer's own step: upload, forward pass, all-pairs margin loss, gradient, momentum; @returns the loss */
  train(): Promise<number>;
  dispose(): void;
}

/** For programs that time or compare the trainer's step, and need no faces for it. */
export async function createRandomTraining(setup: RandomTrainingSetup): Promise<RandomTraining> {
  const { models, image, batch, learningRate } = setup;
  const loss = await margin().create();
  const seed = 1;
  const network = buildNetwork(models, image, seed);
  loss.build();
  setup.begin?.(network);
  const rules = trainingRules(network, models, modelContexts(models.length, seed));
  const step = new TrainingStep(network, loss, { momentum: 0.9, weightDecay: 1e-4 }, rules);

  const random = new Random(seed);
  const size = batch * image.height * image.width * image.channels;
  const pixels = Uint8Array.from({ length: size }, () => random.integer(256));
  const images = Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1);
  const identities = Int32Array.from({ length: batch }, (_, position) => position >> 2);
  const shape = [batch, image.height, image.width, image.channels];
  const input = { identities, pairs: "all", learningRate } as const;
  return {
    network,
    loss,
    pixels,
    images,
    identities,
    train: async () => {
      const given = setup.adopt?.(images, shape) as tf.Tensor4D | undefined;
      return (await step.run({ ...input, images: given ?? images })).loss;
    },
    dispose: () => {
      step.dispose();
      network.dispose();
      loss.dispose();
    },
  };
}
