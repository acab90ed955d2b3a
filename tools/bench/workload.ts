import { type Engine, type EngineSession, Random } from "@multibatch/core";
import { margin } from "@multibatch/loss-margin";
import { nin } from "@multibatch/model-nin";
import { warpAligner } from "@multibatch/model-warp-aligner";
import { buildNetwork, embedImages, TrainingStep } from "@multibatch/target-node-gpu";
import * as tf from "@tensorflow/tfjs-core";

/** A network on images of one size, and how many of them at a time. */
export interface Case {
  readonly preset: "tiny" | "small" | "standard";
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** Images in a batch: identities of four. */
  readonly batch: number;
  /** Whether the preset `standard` of the warp aligner stands before the embedder. */
  readonly aligner?: boolean;
  readonly batchNormalisation?: boolean;
}

/** What is timed on one engine: each call is one batch. */
export interface Workload {
  readonly engine: string;
  readonly threads: number;
  train(): Promise<void>;
  forward(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * The trainer's own step (all-pairs margin loss, momentum) and its own embedding of images, on random
 * images. Every call makes its engine the active one first, so that workloads can take turns.
 */
export async function createWorkload(engine: Engine, setup: Case): Promise<Workload> {
  const session: EngineSession = await engine.start();
  const loss = await margin().create();
  const models = [
    await nin({ preset: setup.preset, batchNormalisation: setup.batchNormalisation }).create(),
  ];
  if (setup.aligner) models.unshift(await warpAligner().create());
  const network = buildNetwork(models, setup, 1);
  loss.build();
  const step = new TrainingStep(network, loss, { momentum: 0.9, weightDecay: 1e-4 });

  const random = new Random(1);
  const size = setup.batch * setup.height * setup.width * setup.channels;
  const pixels = Uint8Array.from({ length: size }, () => random.integer(256));
  const images = Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1);
  const identities = Int32Array.from({ length: setup.batch }, (_, image) => image >> 2);
  const input = { images, identities, pairs: "all", learningRate: 1e-3 } as const;

  return {
    engine: engine.name,
    threads: session.threads,
    train: async () => {
      await tf.setBackend(session.backend);
      await step.run(input);
    },
    forward: async () => {
      await tf.setBackend(session.backend);
      await embedImages(network, pixels, setup.batch);
    },
    dispose: async () => {
      await tf.setBackend(session.backend);
      step.dispose();
      network.dispose();
      loss.dispose();
      await session.dispose();
    },
  };
}
