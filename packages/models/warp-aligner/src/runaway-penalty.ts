import type { ActivityPenalty } from "@multibatch/core";
import { identityParameters, type Parametrisation } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import { displacementWeights } from "./displacement.js";
import type { PenaltyOptions } from "./warp-aligner-options.js";

/**
 * Penalty against warps that run away, into a corner or out of the picture, where the loss has no
 * gradient that would lead them back: weight · max(0, d² − freedom²), with d² the mean squared
 * displacement of the points of the picture, in half widths and heights (of a square picture).
 */
export function runawayPenalty(
  parametrisation: Parametrisation,
  { weight, freedom }: PenaltyOptions,
): ActivityPenalty {
  const square = { height: 1, width: 1 };
  return (parameters) =>
    tf.tidy(() => {
      const identity = tf.tensor2d([[...identityParameters(parametrisation)]]);
      const scale = tf.tensor2d([displacementWeights(parametrisation, square)]);
      const displacement = tf.sum(tf.mul(tf.square(tf.sub(parameters, identity)), scale), 1);
      return tf.mul(tf.relu(tf.sub(displacement, freedom ** 2)), weight) as tf.Tensor1D;
    });
}
