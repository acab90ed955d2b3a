import { Random } from "@multibatch/core";
import { buildNetwork } from "@multibatch/core/network";
import { createPlugin } from "./create-plugin.test.support.js";
import { TrainingStep } from "./step/training-step.js";

/** Size of the images of benchmarks. */
export const benchmarkSize = { height: 112, width: 112, channels: 3 } as const;

/** A step of model-nin on the running engine, over all pairs of images, 4 of each identity. */
export async function createStep(preset: string, microBatch?: number) {
  const nin = await createPlugin("model", "@multibatch/model-nin", { preset });
  const loss = await createPlugin("loss", "@multibatch/loss-margin");
  loss.build();
  const network = buildNetwork([nin], benchmarkSize, 1);
  const settings = { momentum: 0.9, weightDecay: 1e-4, microBatch };
  const step = new TrainingStep(network, loss, settings);
  return (images: Float32Array) => {
    const { height, width, channels } = benchmarkSize;
    const count = images.length / (height * width * channels);
    const identities = Int32Array.from({ length: count }, (_, image) => image >> 2);
    return step.run({ images, identities, pairs: "all", learningRate: 0.001 });
  };
}

/** Noise in the size of some images, each value from `low` to below `high`. */
export function noise(count: number, low: number, high: number): Float32Array {
  const random = new Random(1);
  const { height, width, channels } = benchmarkSize;
  return Float32Array.from({ length: count * height * width * channels }, () =>
    random.uniform(low, high),
  );
}

/** Of an odd count of numbers; sorts them. */
export function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
