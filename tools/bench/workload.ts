import type { Engine, EngineSession, Model } from "@multibatch/core";
import { nin } from "@multibatch/model-nin";
import { warpAligner } from "@multibatch/model-warp-aligner";
import { embedImages } from "@multibatch/target-node-gpu";
import * as tf from "@tensorflow/tfjs-core";
import { createRandomTraining } from "../random-training.js";

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

/** The parts of a case's network, in order. */
export async function modelsOf({ preset, aligner, batchNormalisation }: Case): Promise<Model[]> {
  const embedder = await nin({ preset, batchNormalisation }).create();
  return aligner ? [await warpAligner().create(), embedder] : [embedder];
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
  const { batch } = setup;
  const models = await modelsOf(setup);
  const training = await createRandomTraining({
    models,
    image: setup,
    batch,
    learningRate: 1e-3,
    adopt: session.adopt,
  });
  return {
    engine: engine.name,
    threads: session.threads,
    train: async () => {
      await tf.setBackend(session.backend);
      await training.train();
    },
    forward: async () => {
      await tf.setBackend(session.backend);
      await embedImages(training.network, training.pixels, batch);
    },
    dispose: async () => {
      await tf.setBackend(session.backend);
      training.dispose();
      await session.dispose();
    },
  };
}
