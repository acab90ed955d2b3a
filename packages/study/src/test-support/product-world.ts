import { type Loss, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { StudyPopulation } from "../estimator/population.js";
import type { Sensitivities } from "../estimator/sensitivities.js";

/**
 * A world in which the gradient of a pair is the kernel x·y of two numbers: embeddings of one dimension
 * x, the loss ½·x·y, and one direction along which an embedding moves as its own value.
 */
export function productWorld(
  identities: number,
  imagesEach: number,
  mean: number,
): { population: StudyPopulation; sensitivities: Sensitivities; values: Float32Array } {
  const random = new Random(3);
  const values = Float32Array.from({ length: identities * imagesEach }, () => random.normal(mean));
  return {
    population: { identities, imagesEach, pixels: new Uint8Array() },
    sensitivities: {
      images: values.length,
      dimensions: 1,
      directions: 1,
      embeddings: values,
      slopes: values,
    },
    values,
  };
}

/** Mean over the pairs of ½·x·y, or of a weighted kind of them. */
export const productLoss: Loss = {
  contract: 1,
  distance: { norm: "l2" },
  diagnosticNames: [],
  build: () => {},
  variables: () => ({}),
  compute: (embeddings, { pairs, identities }) => {
    const k = identities.shape[0];
    const products = tf.mul(embeddings, tf.transpose(embeddings));
    if (pairs === "all") {
      const others = tf.sub(1, tf.eye(k));
      return tf.div(tf.sum(tf.mul(products, others)), 2 * (k * k - k)) as tf.Scalar;
    }
    const list = pairs.arraySync() as number[][];
    const weights = tf.buffer([k, k]);
    for (const [i, j] of list) weights.set(weights.get(i, j) + 1, i, j);
    return tf.div(tf.sum(tf.mul(products, weights.toTensor())), 2 * list.length) as tf.Scalar;
  },
  diagnose: () => tf.tensor1d([]),
  dispose: () => {},
};
