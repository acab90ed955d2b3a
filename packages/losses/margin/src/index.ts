import { definePlugin } from "@multibatch/core";
import { createMarginLoss } from "./margin-loss.js";
import { marginOptionsSchema } from "./margin-options.js";

export { createMarginLoss, thresholdName } from "./margin-loss.js";
export { type MarginOptions, marginOptionsSchema } from "./margin-options.js";
export { type PairMarginSettings, pairMarginLoss } from "./pair-margin-loss.js";

/** Loss: the Multibatch paper's hinge over pairs, with a fixed or learned threshold. */
export const margin = definePlugin({
  kind: "loss",
  name: "@multibatch/loss-margin",
  contract: 1,
  options: marginOptionsSchema,
  create: (options) => createMarginLoss(options),
});

export default margin;
