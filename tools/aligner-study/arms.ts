import { nin } from "@multibatch/model-nin";
import { type WarpAlignerOptionsInput, warpAligner } from "@multibatch/model-warp-aligner";
import type { Arm } from "./train-arm.js";

/** The embedder behind an aligner. */
const embedder = nin({ preset: "tiny" });

/**
 * The embedder without an aligner: the same blocks with a fifth to a quarter more filters, which costs what aligner
 * and embedder cost together, and a little more.
 */
const widerEmbedder = nin({
  blocks: [
    { kernel: 5, filters: 20, stride: 2 },
    { kernel: 3, filters: 40 },
    { kernel: 3, filters: 76 },
  ],
});

const alignerOptions: WarpAlignerOptionsInput = {
  preset: "small",
  parametrisation: "similarity",
  activation: "elu",
  learningRate: 0.02,
};

const start = { steps: 800, batchSize: 64 };

/** The multiply-adds of the aligner, spent on the embedder. */
export const unaligned: Arm = {
  name: "unaligned",
  title: "no alignment, wider embedder",
  models: [widerEmbedder],
};

/** Learned from identity labels alone, starting at the identity. */
export const aligned: Arm = {
  name: "aligned",
  title: "learned warp, from the identity",
  models: [warpAligner(alignerOptions), embedder],
};

/** Images are first made to look alike, without any label; then learned from identity labels. */
export const congealed: Arm = {
  name: "congealed",
  title: "learned warp, started by congealing",
  models: [warpAligner({ ...alignerOptions, warmStart: { from: "images", ...start } }), embedder],
};

/** Started from known warps, then learned from identity labels. */
export const warmStarted: Arm = {
  name: "warm-started",
  title: "learned warp, started from known warps",
  models: [
    warpAligner({ ...alignerOptions, warmStart: { from: "alignments", ...start } }),
    embedder,
  ],
};

/** Images that were aligned by landmarks beforehand, and the embedder without an aligner. */
export const byLandmarks: Arm = {
  name: "landmarks",
  title: "aligned by landmarks, wider embedder",
  models: [widerEmbedder],
};
