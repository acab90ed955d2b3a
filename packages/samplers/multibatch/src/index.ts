import { definePlugin } from "@multibatch/core";
import { multibatchOptionsSchema } from "./multibatch-options.js";
import { createMultibatchSampler } from "./multibatch-sampler.js";

export * from "./multibatch-options.js";
export { createMultibatchSampler };

/** Sampler: P identities × K images a batch, all k² − k pairs. */
export const multibatch = definePlugin({
  kind: "sampler",
  name: "@multibatch/sampler-multibatch",
  contract: 1,
  options: multibatchOptionsSchema,
  create: (options, { emit }) => createMultibatchSampler(options, emit),
});

export default multibatch;
