import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { normal } from "./engine-case.js";

/** What a short training run leaves. */
export interface TrainingTrace {
  /** Loss before each step. */
  readonly losses: number[];
  /** `tf.memory().numTensors` after each step. */
  readonly tensors: number[];
}

// Slow enough for the loss to stay well above 0 over the steps: the tolerance is relative.
const learningRate = 0.0006;
const momentum = 0.9;

/**
 * Trains a small convolutional network by momentum on a hinge over all pairs of 8 random images of
 * 4 identities. Weights, images and steps are the same on each backend.
 */
export async function trainBriefly(steps: number): Promise<TrainingTrace> {
  const random = new Random(7);
  const network = smallNetwork(random);
  const weights = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const velocities = tf.tidy(() =>
    weights.map((weight) => tf.variable(tf.zerosLike(weight), false)),
  );
  const images = normal<tf.Rank.R4>(random, [8, 12, 12, 1]);
  const identities = tf.tensor1d([0, 0, 1, 1, 2, 2, 3, 3], "int32");
  const trace: TrainingTrace = { losses: [], tensors: [] };

  for (let step = 0; step < steps; step++) {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => pairHinge(network.apply(images, { training: true }) as tf.Tensor2D, identities),
        weights,
      );
      weights.forEach((weight, i) => {
        velocities[i].assign(tf.add(tf.mul(velocities[i], momentum), grads[weight.name]));
        weight.assign(tf.sub(weight, tf.mul(velocities[i], learningRate)));
      });
      return value;
    });
    trace.losses.push((await loss.data())[0]);
    loss.dispose();
    trace.tensors.push(tf.memory().numTensors);
  }
  network.dispose();
  tf.dispose([velocities, images, identities]);
  return trace;
}

function smallNetwork(random: Random): layers.LayersModel {
  const network = layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: [12, 12, 1],
        filters: 6,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      layers.layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, activation: "relu" }),
      layers.layers.conv2d({ filters: 8, kernelSize: 1, activation: "relu" }),
      layers.layers.flatten(),
      layers.layers.dense({ units: 4 }),
    ],
  });
  const values = network.getWeights().map((weight) => {
    const fanIn = weight.shape.slice(0, -1).reduce((a, b) => a * b, 1);
    return tf.tidy(() =>
      weight.rank === 1
        ? tf.zeros(weight.shape)
        : tf.mul(tf.reshape(normal(random, [weight.size]), weight.shape), Math.sqrt(2 / fanIn)),
    );
  });
  network.setWeights(values);
  tf.dispose(values);
  return network;
}

/** Mean over all pairs of max(0, 1 − y(2 − ‖a − b‖²)), y = ±1, by one Gram matrix. */
function pairHinge(embeddings: tf.Tensor2D, identities: tf.Tensor1D): tf.Scalar {
  const squares = tf.sum(tf.square(embeddings), 1, true);
  const gram = tf.matMul(embeddings, embeddings, false, true);
  const distances = tf.sub(tf.add(squares, tf.transpose(squares)), tf.mul(gram, 2));
  const same = tf.equal(tf.expandDims(identities, 0), tf.expandDims(identities, 1));
  const sign = tf.sub(tf.mul(tf.cast(same, "float32"), 2), 1);
  return tf.mean(tf.relu(tf.sub(1, tf.mul(sign, tf.sub(2, distances)))));
}
