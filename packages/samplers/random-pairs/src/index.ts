import { definePlugin } from "@multibatch/core";
import { randomPairsOptionsSchema } from "./random-pairs-options.js";
import { createRandomPairsSampler } from "./random-pairs-sampler.js";

export * from "./random-pairs-options.js";
export { createRandomPairsSampler };

/** Sampler: k/2 random pairs a batch, with no image in common. */
export const randomPairs = definePlugin({
  kind: "sampler",
  name: "@multibatch/sampler-random-pairs",
  contract: 1,
  options: randomPairsOptionsSchema,
  create: (options) => createRandomPairsSampler(options),
});

export default randomPairs;
