import { type Loss, MultibatchError } from "@multibatch/core";
import { distanceOf } from "@multibatch/pair-distances";
import * as tf from "@tensorflow/tfjs-core";
import { diagnose, diagnosticNames } from "./diagnostics.js";
import { initialThreshold, type MarginOptions } from "./margin-options.js";
import { type PairMarginSettings, pairMarginLoss } from "./pair-margin-loss.js";

/** Name of the learned threshold in `variables()`. */
export const thresholdName = "margin/threshold";

/** A learned threshold is kept at this multiple of the margin or above (our choice). */
const floorPerMargin = 1.001;

/**
 * The Multibatch paper's loss as a plugin's instance; see `pairMarginLoss`. A learned threshold stays
 * above the margin, or 'same' would have no feasible region.
 */
export function createMarginLoss(options: MarginOptions): Loss {
  const { margin, weights, threshold } = options;
  const distance = distanceOf(options.norm);
  const settings: PairMarginSettings = { distance, margin, weights };
  const initial = initialThreshold(threshold);
  const learned = typeof threshold !== "number" && threshold.learned;
  let variable: tf.Variable | undefined;

  const withThreshold = <T extends tf.Tensor>(use: (theta: tf.Tensor) => T): T => {
    if (!learned) return tf.tidy(() => use(tf.scalar(initial)));
    if (!variable) {
      throw new MultibatchError(
        "The margin loss was used before build(), which creates its threshold. Call build() once the tfjs backend is chosen.",
      );
    }
    return use(variable);
  };

  return {
    contract: 1,
    distance,
    diagnosticNames,
    build() {
      if (!learned) return;
      variable?.dispose();
      variable = tf.tidy(() => tf.variable(tf.scalar(initial)));
    },
    variables: (): Record<string, tf.Variable> => (variable ? { [thresholdName]: variable } : {}),
    compute: (embeddings, batch) =>
      withThreshold((theta) => pairMarginLoss(embeddings, batch, theta, settings)),
    diagnose: (embeddings, batch) =>
      withThreshold((theta) => diagnose(embeddings, batch, theta, settings)),
    constrain() {
      const theta = variable;
      if (theta) tf.tidy(() => theta.assign(tf.maximum(theta, margin * floorPerMargin)));
    },
    dispose() {
      variable?.dispose();
      variable = undefined;
    },
  };
}
