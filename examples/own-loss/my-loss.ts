import { definePlugin, type Loss } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

/** Pulls same pairs together and pushes different ones apart, both by the square of their distance. */
export default definePlugin({
  kind: "loss",
  name: "contrastive",
  contract: 1,
  options: z.strictObject({
    margin: z.number().gt(0).default(2).describe("distance that different pairs are pushed to"),
  }),
  create: ({ margin }): Loss => {
    const measure = (embeddings: tf.Tensor2D, identities: tf.Tensor1D) => {
      const gram = tf.matMul(embeddings, embeddings, false, true);
      const lengths = tf.sum(tf.mul(embeddings, embeddings), 1, true);
      const squared = tf.relu(tf.sub(tf.add(lengths, tf.transpose(lengths)), tf.mul(gram, 2)));
      const count = embeddings.shape[0];
      const column = tf.reshape(identities, [count, 1]);
      const row = tf.reshape(identities, [1, count]);
      const self = tf.eye(count);
      const same = tf.sub(tf.cast(tf.equal(column, row), "float32"), self);
      const different = tf.sub(tf.sub(1, same), self);
      return { squared, same, different };
    };
    const mean = (values: tf.Tensor, weights: tf.Tensor) =>
      tf.div(tf.sum(tf.mul(values, weights)), tf.maximum(tf.sum(weights), 1)) as tf.Scalar;

    return {
      contract: 1,
      distance: { norm: "l2" },
      diagnosticNames: ["meanSameDistance", "meanDifferentDistance"],
      build: () => {},
      variables: () => ({}),
      compute: (embeddings, { identities }) => {
        const { squared, same, different } = measure(embeddings, identities);
        // The small term keeps the gradient of the root finite where two embeddings coincide.
        const distance = tf.sqrt(tf.add(squared, 1e-6));
        const push = tf.square(tf.relu(tf.sub(margin, distance)));
        return tf.add(mean(squared, same), mean(push, different));
      },
      diagnose: (embeddings, { identities }) => {
        const { squared, same, different } = measure(embeddings, identities);
        const distance = tf.sqrt(squared);
        return tf.stack([mean(distance, same), mean(distance, different)]) as tf.Tensor1D;
      },
      dispose: () => {},
    };
  },
});
