import { defineConfig } from "@multibatch/core";
import { syntheticFaces } from "@multibatch/dataset-synthetic-faces";
import { margin } from "@multibatch/loss-margin";
import { nin } from "@multibatch/model-nin";
import { multibatch } from "@multibatch/sampler-multibatch";
import { nodeGpu } from "@multibatch/target-node-gpu";

/** A face embedding in a few minutes on two cores, from faces that are drawn on the spot. */
export default defineConfig({
  dataset: syntheticFaces({ identities: { train: 400, validation: 80, test: 160 } }),
  sampler: multibatch({ identities: 64, imagesPerIdentity: 4 }),
  loss: margin({ norm: "squared-l2", threshold: { initial: 5, learned: true } }),
  model: nin({ preset: "tiny", dimensions: 128 }),
  target: nodeGpu({ engine: "auto", steps: 600 }),
});
