import { definePlugin } from "@multibatch/core";
import { distanceOf } from "@multibatch/pair-distances";
import { diagnose, diagnosticNames } from "./diagnostics.js";
import { tripletLoss } from "./triplet-loss.js";
import { tripletOptionsSchema } from "./triplet-options.js";

export { tripletLoss } from "./triplet-loss.js";
export { type TripletOptions, tripletOptionsSchema } from "./triplet-options.js";

/** Loss: triplets of an anchor, a same and a different image, the hardest of the batch or all. */
export const triplet = definePlugin({
  kind: "loss",
  name: "@multibatch/loss-triplet",
  contract: 1,
  options: tripletOptionsSchema,
  create: (options) => ({
    contract: 1,
    distance: distanceOf(options.norm),
    diagnosticNames,
    build: () => {},
    variables: () => ({}),
    compute: (embeddings, batch) => tripletLoss(embeddings, batch, options),
    diagnose: (embeddings, batch) => diagnose(embeddings, batch, options),
    dispose: () => {},
  }),
});

export default triplet;
