import "@tensorflow/tfjs-backend-cpu";
import type { ActivityPenalty, Loss } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlugin } from "../create-plugin.test.support.js";
import { noRules, type TrainingRules } from "../network/training-rules.js";
import { type Snapshot, takeSnapshot, weightsOf } from "../network/weights.js";
import { smallImages, smallNetwork } from "../networks.test.support.js";
import { lossBatchOf } from "./batch-gradient.js";
import { TrainingStep } from "./training-step.js";

const count = 8;
const input = {
  images: smallImages(count),
  identities: Int32Array.from({ length: count }, (_, image) => image >> 1),
  pairs: "all",
} as const;
/** Of each image alone, through more than one operation. */
const charge: ActivityPenalty = (output) =>
  tf.sqrt(tf.add(tf.sum(tf.square(output), [1, 2, 3]), 1)) as tf.Tensor1D;

interface Given {
  readonly steps?: number;
  readonly weightDecay?: number;
  readonly learningRate?: number;
}

let loss: Loss;
let before = 0;
beforeEach(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  before = tf.memory().numTensors;
  loss = await createPlugin("loss", "@multibatch/loss-margin");
  loss.build();
});
afterEach(() => {
  loss.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

async function step(rules: TrainingRules, given: Given = {}) {
  const { steps = 1, weightDecay = 0, learningRate = 0.1 } = given;
  const network = smallNetwork({ regularised: true });
  const start = await takeSnapshot(weightsOf(network, "all"));
  const training = new TrainingStep(network, loss, { momentum: 0.9, weightDecay }, rules);
  let result = await training.run({ ...input, learningRate });
  for (let i = 1; i < steps; i++) result = await training.run({ ...input, learningRate });
  const weights = await takeSnapshot(weightsOf(network, "all"));
  const gradients = await takeSnapshot(training.optimiser.state());
  training.dispose();
  network.dispose();
  return { ...result, start, weights, gradients };
}

describe("penalties", () => {
  const rules = { ...noRules, activityPenalties: new Map([["pooling", charge]]) };

  it("are added to the loss: on each image's activity in the mean, and on weights", async () => {
    const { gradients, diagnostics } = await step(rules);
    const network = smallNetwork();
    const layersOf = (last: string) => network.layers.findIndex(({ name }) => name === last) + 1;
    const expected = { penalty: 0, gradients: new Map<string, Float32Array>() };
    tf.tidy(() => {
      const images = tf.tensor4d(input.images, [count, 12, 12, 3]);
      const through = (signal: tf.Tensor, from: number, to: number) =>
        network.layers
          .slice(from, to)
          .reduce((rest, layer) => layer.apply(rest, { training: true }) as tf.Tensor, signal);
      const total = () => {
        const pooled = through(images, 1, layersOf("pooling"));
        const embeddings = through(pooled, layersOf("pooling"), network.layers.length);
        const kernels = network.trainableWeights
          .filter(({ name }) => /^convolution\d\/kernel/.test(name))
          .map((weight) => tf.sum(tf.square(weight.read())));
        const charges = tf.add(tf.mean(charge(pooled)), tf.mul(tf.addN(kernels), 0.05));
        const pairs = loss.compute(embeddings as tf.Tensor2D, lossBatchOf(input.identities, "all"));
        return [charges, tf.add(pairs, charges)] as [tf.Scalar, tf.Scalar];
      };
      const { grads } = tf.variableGrads(() => total()[1]);
      for (const [name, variable] of weightsOf(network, "trainable")) {
        expected.gradients.set(name, Float32Array.from(grads[variable.name].dataSync()));
      }
      expected.penalty = total()[0].dataSync()[0];
    });
    expect(expected.gradients.size).toBe(8);
    for (const [name, values] of expected.gradients) {
      const actual = gradients.get(name)!.values;
      values.forEach((value, i) => void expect(actual[i]).toBeCloseTo(value, 5));
    }
    expect(diagnostics.penalty).toBeCloseTo(expected.penalty, 4);
    network.dispose();
  });

  it("bring down what they charge", async () => {
    const gently = { steps: 15, learningRate: 0.01 };
    const free = await step(noRules, gently);
    const charged = await step(rules, gently);
    const magnitude = (weights: Snapshot) =>
      weights.get("convolution1/kernel")!.values.reduce((sum, value) => sum + value ** 2, 0);
    expect(magnitude(charged.weights)).toBeLessThan(0.9 * magnitude(free.weights));
  });
});

describe("factors on the learning rate", () => {
  it("scale the updates of a layer, decay included, and leave the others'", async () => {
    const factors = new Map([
      ["convolution2", 0.25],
      ["embedding", 0],
    ]);
    const plain = await step(noRules, { weightDecay: 0.01 });
    const slowed = await step(
      { ...noRules, learningRateMultipliers: factors },
      { weightDecay: 0.01 },
    );
    for (const [name, { values }] of plain.start) {
      const factor = factors.get(name.split("/")[0]) ?? 1;
      values.forEach((start, i) => {
        const full = plain.weights.get(name)!.values[i] - start;
        expect(slowed.weights.get(name)!.values[i] - start).toBeCloseTo(factor * full, 6);
      });
    }
  });
});
