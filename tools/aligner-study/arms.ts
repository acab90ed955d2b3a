import { nin } from "@multibatch/model-nin";
import { type WarpAlignerOptionsInput, warpAligner } from "@multibatch/model-warp-aligner";
import type { Arm } from "./train-arm.js";

/** The embedder behind an aligner. */
const embedder = nin({ preset: "tiny" });

/**
 * The embedder without an aligner: the same blocks with 1/8 more filters, which costs what aligner
 * and embedder cost together, and a little more.
 */
const widerEmbedder = nin({
  blocks: [
    { kernel: 5, filters: 18, stride: 2 },
    { kernel: 3, filters: 36 },
    { kernel: 3, filters: 72 },
  ],
});

const alignerOptions: WarpAlignerOptionsInput = {
  preset: "small",
  parametrisation: "similarity",
  activation: "elu",
  learningRate: 0.1,
};

/** The multiply-adds of the aligner, spent on the embedder. */
export const unaligned: Arm = {
  name: "unaligned",
  title: "no alignment, wider embedder",
  models: [widerEmbedder],
};

/** Learned from identity labels alone. */
export const aligned: Arm = {
  name: "aligned",
  title: "learned warp",
  models: [warpAligner(alignerOptions), embedder],
};

/** Started from known warps, then learned from identity labels. */
export const warmStarted: Arm = {
  name: "warm-started",
  title: "learned warp, started from known warps",
  models: [warpAligner({ ...alignerOptions, warmStart: {} }), embedder],
};

/** Images that were aligned by landmarks beforehand, and the embedder without an aligner. */
export const byLandmarks: Arm = {
  name: "landmarks",
  title: "aligned by landmarks, wider embedder",
  models: [widerEmbedder],
};
