import { defineConfig } from "@multibatch/core";
import { syntheticFaces } from "@multibatch/dataset-synthetic-faces";
import { margin } from "@multibatch/loss-margin";
import { nin } from "@multibatch/model-nin";
import { warpAligner } from "@multibatch/model-warp-aligner";
import { multibatch } from "@multibatch/sampler-multibatch";
import { nodeGpu } from "@multibatch/target-node-gpu";

/** Faces that lie in all ways: a warp brings them to one pose before they are embedded. */
export default defineConfig({
  dataset: syntheticFaces({
    identities: { train: 400, validation: 80, test: 160 },
    nuisance: { rotation: 30, scale: 0.2, shift: 0.15 },
  }),
  sampler: multibatch({ identities: 64, imagesPerIdentity: 4 }),
  loss: margin({ norm: "squared-l2", threshold: { initial: 5, learned: true } }),
  model: [
    // No label says how a face lies: the warp starts by making images look alike.
    warpAligner({ preset: "small", warmStart: { from: "images" } }),
    nin({ preset: "tiny", dimensions: 128 }),
  ],
  target: nodeGpu({ engine: "auto", steps: 600 }),
});
