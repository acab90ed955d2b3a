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

/** How a workload came out, in medians. */
export interface Measurement {
  readonly imagesPerSecond: number;
  /** Milliseconds of processor time a run, of all threads: steadier than the clock on a busy machine. */
  readonly processorTime: number;
  /** Milliseconds a run that are spent outside ONNX Runtime: recording, hashing, reading. */
  readonly overhead: number;
}

/** Runs workloads in turns. @param timeInRuns milliseconds in ONNX Runtime so far */
export function measureInTurns(
  workloads: readonly Workload[],
  timeInRuns: () => number,
  { rounds = 9, warmUp = 3 } = {},
): Measurement[] {
  const runs = workloads.map((): { time: number; processor: number; overhead: number }[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    workloads.forEach((workload, index) => {
      const [start, inside, processor] = [performance.now(), timeInRuns(), process.cpuUsage()];
      workload.run();
      const time = performance.now() - start;
      const { user, system } = process.cpuUsage(processor);
      const overhead = time - (timeInRuns() - inside);
      if (round >= 0) runs[index].push({ time, processor: (user + system) / 1000, overhead });
    });
  }
  return workloads.map(({ batch }, i) => ({
    imagesPerSecond: (batch * 1000) / median(runs[i].map(({ time }) => time)),
    processorTime: median(runs[i].map(({ processor }) => processor)),
    overhead: median(runs[i].map(({ overhead }) => overhead)),
  }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
