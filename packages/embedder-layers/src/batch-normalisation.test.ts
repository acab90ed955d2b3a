import "@tensorflow/tfjs-backend-cpu";
import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { normalisationLayer } from "./batch-normalisation.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const momentum = 0.7;
const shape = [5, 3, 4, 6] as const;

function normal(random: Random, size: readonly number[]): tf.Tensor {
  const values = Array.from({ length: tf.util.sizeFromShape([...size]) }, () => random.normal());
  return tf.tensor(values, [...size]);
}

/** A network that is one layer of normalisation, with γ and β that are not 1 and 0. */
function networkOf(layer: layers.LayersModel["layers"][number]): layers.LayersModel {
  const input = layers.input({ shape: shape.slice(1) });
  const network = layers.model({
    inputs: input,
    outputs: layer.apply(input) as layers.SymbolicTensor,
  });
  const random = new Random(5);
  const weights = network.weights.map((weight) => normal(random, weight.shape as number[]));
  weights[3] = tf.abs(weights[3]);
  network.setWeights(weights);
  return network;
}

const ours = () => networkOf(normalisationLayer("normalisation", momentum));
const stock = () =>
  networkOf(layers.layers.batchNormalization({ name: "normalisation", momentum, epsilon: 1e-3 }));

/** Images far from mean 0 and variance 1. */
const images = () => tf.add(tf.mul(normal(new Random(1), shape), 3), 2);

/** Output in training, the gradients of x, γ and β for a given dy, and all weights after it. */
function trained(network: layers.LayersModel): tf.Tensor[] {
  const x = images();
  const dy = normal(new Random(2), shape);
  const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const apply = (input: tf.Tensor) => network.apply(input, { training: true }) as tf.Tensor;
  const dx = tf.grad((input) => tf.sum(tf.mul(apply(input), dy)))(x);
  const { grads } = tf.variableGrads(() => tf.sum(tf.mul(apply(x), dy)) as tf.Scalar, variables);
  return [apply(x), dx, ...variables.map(({ name }) => grads[name]), ...network.getWeights()];
}

describe("normalisationLayer", () => {
  it("agrees with the stock layer in training: result, gradients and moving averages", () => {
    const [mine, theirs] = [ours(), stock()].map(trained);
    expect(mine).toHaveLength(8);
    mine.forEach((tensor, i) => {
      expect(tensor.shape).toEqual(theirs[i].shape);
      const difference = tf.max(tf.abs(tf.sub(tensor, theirs[i]))).dataSync()[0];
      const scale = tf.max(tf.abs(theirs[i])).dataSync()[0];
      expect(difference / scale, `tensor ${i}`).toBeLessThan(2e-6);
    });
  });

  it("has the gradient that finite differences find", () => {
    const network = ours();
    const x = images();
    const dy = normal(new Random(2), shape);
    const f = (input: tf.Tensor) =>
      tf.sum(tf.mul(network.apply(input, { training: true }) as tf.Tensor, dy));
    const gradient = tf.grad(f)(x).dataSync();
    for (const place of [0, 7, 100, 359]) {
      const step = tf.tensor(
        Array.from({ length: x.size }, (_, i) => (i === place ? 0.02 : 0)),
        x.shape,
      );
      const slope = tf.div(tf.sub(f(tf.add(x, step)), f(tf.sub(x, step))), 0.04).dataSync()[0];
      expect(gradient[place]).toBeCloseTo(slope, 2);
    }
  });

  it("is the stock layer outside training, and in what is saved", () => {
    const [mine, theirs] = [ours(), stock()];
    const x = images();
    const [a, b] = [mine, theirs].map((network) => (network.predict(x) as tf.Tensor).dataSync());
    expect(a).toEqual(b);
    expect(mine.layers[1].getClassName()).toBe("BatchNormalization");
    expect(mine.layers[1].getConfig()).toEqual(theirs.layers[1].getConfig());
  });

  it("keeps no tensors", () => {
    const network = ours();
    const before = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) tf.tidy(() => void trained(network));
    expect(tf.memory().numTensors).toBe(before);
  });
});
