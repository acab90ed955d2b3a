import * as tf from "@tensorflow/tfjs-core";
import { MomentumTraining, pairLoss } from "../test-support/momentum-training.js";
import { randomImages } from "../test-support/random-images.js";
import { buildNetwork, embedderRows } from "./networks.js";

/** Work whose speed is measured, in images a second. */
export interface Workload {
  readonly batch: number;
  /** One training step, or one forward pass that reads all embeddings. */
  run(): void;
  dispose(): void;
}

const size = 112;

/** Training steps of the 36 M multiply-add embedder: all pairs, momentum. */
export function trainingWorkload(batch: number): Workload {
  const identities = tf.tensor1d(
    Int32Array.from({ length: batch }, (_, i) => i >> 2),
    "int32",
  );
  const images = randomImages(batch, size, 3);
  const training = new MomentumTraining(
    buildNetwork(embedderRows, [size, size, 3]),
    (embeddings) => pairLoss(embeddings, identities),
    1e-4,
  );
  return {
    batch,
    run: () => void training.step(images),
    dispose: () => {
      training.dispose();
      tf.dispose([identities, images]);
    },
  };
}

/** Forward passes of the same network. */
export function forwardWorkload(batch: number): Workload {
  const model = buildNetwork(embedderRows, [size, size, 3]);
  const images = randomImages(batch, size, 3);
  return {
    batch,
    run: () =>
      tf.tidy(() => {
        (model.predict(images) as tf.Tensor).dataSync();
      }),
    dispose: () => {
      model.dispose();
      images.dispose();
    },
  };
}

/** Images a second of each workload: medians of runs that take turns. */
export function measureInTurns(
  workloads: readonly Workload[],
  { rounds = 9, warmUp = 3 } = {},
): number[] {
  const times = workloads.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    workloads.forEach((workload, index) => {
      const start = performance.now();
      workload.run();
      if (round >= 0) times[index].push(performance.now() - start);
    });
  }
  return workloads.map(({ batch }, i) => (batch * 1000) / median(times[i]));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
