import { costOf, Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeEach, describe, expect, it } from "vitest";
import { smallImages, smallNetwork } from "../networks.test.support.js";
import { inferenceNetwork } from "./inference-network.js";

type Layer = layers.LayersModel["layers"][number];
const make = layers.layers;

beforeEach(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

/** Gives every weight a value as training could leave it; variances are above 0. */
function train(network: layers.LayersModel): void {
  const random = new Random(4);
  for (const weight of network.weights) {
    const positive = weight.originalName.endsWith("moving_variance");
    const value = () => (positive ? random.uniform(0.01, 4) : random.normal(0, 0.5));
    const values = Float32Array.from({ length: weight.read().size }, value);
    const tensor = tf.tensor(values, weight.read().shape);
    weight.write(tensor);
    tensor.dispose();
  }
}

function chain(shape: number[], ...stack: Layer[]): layers.LayersModel {
  const input = layers.input({ shape });
  const outputs = stack.reduce(
    (signal, layer) => layer.apply(signal) as layers.SymbolicTensor,
    input,
  );
  return layers.model({ inputs: input, outputs });
}

const classesOf = (network: layers.LayersModel) =>
  network.layers.map((layer) => layer.getClassName());

/** Folds, and holds the result to the network that it stands for. */
async function foldAndCompare(network: layers.LayersModel, images: tf.Tensor): Promise<string[]> {
  train(network);
  const before = network.getWeights().map((weight) => Array.from(weight.dataSync()));
  const folded = await inferenceNetwork(network);
  const [expected, actual] = tf.tidy(() =>
    [network, folded].map((each) => (each.predict(images) as tf.Tensor).dataSync()),
  );
  const largest = Math.max(...expected.map(Math.abs));
  expect(largest).toBeGreaterThan(0.1);
  const differences = expected.map((value, i) => Math.abs(value - actual[i]));
  // A few roundings of float32 numbers, of 2⁻²⁴ each.
  expect(Math.max(...differences) / largest).toBeLessThan(16 * 2 ** -24);
  expect(network.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
  const classes = classesOf(folded);
  folded.dispose();
  network.dispose();
  return classes;
}

describe("inferenceNetwork", () => {
  it("computes what the trained network does, at the cost of the plain one", async () => {
    const before = tf.memory().numTensors;
    const plain = smallNetwork();
    const network = smallNetwork({ batchNormalisation: true, dropout: true });
    const folded = await inferenceNetwork(network);
    expect(classesOf(folded)).not.toContain("BatchNormalization");
    expect(classesOf(folded)).not.toContain("ReLU");
    expect(costOf(folded).parameters).toBe(costOf(plain).parameters);
    expect(costOf(folded).multiplyAdds).toBe(costOf(plain).multiplyAdds);
    folded.dispose();
    plain.dispose();
    const images = tf.tensor4d(smallImages(3), [3, 12, 12, 3]);
    await foldAndCompare(network, images);
    images.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  const normalise = (config: object = {}) => make.batchNormalization({ epsilon: 0.02, ...config });
  const kinds: [string, number[], () => Layer[], string[]][] = [
    [
      "a depthwise convolution with two channels for one",
      [5, 5, 3],
      () => [
        make.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, useBias: false }),
        normalise(),
      ],
      ["DepthwiseConv2D"],
    ],
    [
      "a separable convolution",
      [5, 5, 3],
      () => [make.separableConv2d({ kernelSize: 3, filters: 4 }), normalise()],
      ["SeparableConv2D"],
    ],
    [
      "a fully connected layer, without scale and offset",
      [7],
      () => [make.dense({ units: 4 }), normalise({ scale: false, center: false })],
      ["Dense"],
    ],
    [
      "a convolution and its ELU",
      [5, 5, 3],
      () => [make.conv2d({ filters: 4, kernelSize: 3 }), normalise(), make.elu()],
      ["Conv2D"],
    ],
    [
      "two normalisations in a row",
      [7],
      () => [make.dense({ units: 4, useBias: false }), normalise(), normalise({ axis: 1 })],
      ["Dense"],
    ],
    [
      "a convolution with an activation of its own: not at all",
      [5, 5, 3],
      () => [make.conv2d({ filters: 4, kernelSize: 3, activation: "tanh" }), normalise()],
      ["Conv2D", "BatchNormalization"],
    ],
    [
      "a normalisation of rows: not at all",
      [4, 4, 3],
      () => [make.conv2d({ filters: 4, kernelSize: 1 }), normalise({ axis: 1 })],
      ["Conv2D", "BatchNormalization"],
    ],
    [
      "parametric ReLU: the normalisation alone",
      [5, 5, 3],
      () => [make.conv2d({ filters: 4, kernelSize: 3 }), normalise(), make.prelu()],
      ["Conv2D", "PReLU"],
    ],
    [
      "a ReLU that ends at 6: not at all",
      [7],
      () => [make.dense({ units: 4 }), make.reLU({ maxValue: 6 })],
      ["Dense", "ReLU"],
    ],
  ];
  it.each(kinds)("folds %s", async (_, shape, stack, expected) => {
    const random = new Random(2);
    const images = tf.randomUniform([3, ...shape], -1, 1, "float32", random.word());
    const classes = await foldAndCompare(chain(shape, ...stack()), images);
    expect(classes).toEqual(["InputLayer", ...expected]);
    images.dispose();
  });

  it("leaves a convolution alone whose output is used twice, or which is applied twice", async () => {
    const input = layers.input({ shape: [6] });
    const dense = make.dense({ units: 6 });
    const first = dense.apply(input) as layers.SymbolicTensor;
    const normalised = normalise().apply(first) as layers.SymbolicTensor;
    const sum = make.add().apply([first, normalised]) as layers.SymbolicTensor;
    const again = dense.apply(sum) as layers.SymbolicTensor;
    const outputs = normalise().apply(again) as layers.SymbolicTensor;
    const images = tf.randomUniform([3, 6], -1, 1, "float32", 5);
    const classes = await foldAndCompare(layers.model({ inputs: input, outputs }), images);
    expect(classes.filter((name) => name === "BatchNormalization")).toHaveLength(2);
    images.dispose();
  });
});
