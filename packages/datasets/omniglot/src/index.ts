import { definePlugin } from "@multibatch/core";
import { omniglotOptionsSchema } from "./omniglot-options.js";
import { openOmniglot } from "./open-omniglot.js";

/** Omniglot: handwritten characters as identities, with disjoint alphabets and drawers. */
export const omniglot = definePlugin({
  kind: "dataset",
  name: "@multibatch/dataset-omniglot",
  contract: 1,
  options: omniglotOptionsSchema,
  create: openOmniglot,
});

export default omniglot;
export * from "./omniglot-options.js";
export * from "./one-shot-alphabets.js";
export * from "./open-omniglot.js";
