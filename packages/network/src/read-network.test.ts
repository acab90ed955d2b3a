import { describe, expect, it } from "vitest";
import { convolution, dense, flatten, functional, sequential } from "./networks.test.support.js";
import { readNetwork } from "./read-network.js";
import { simplify } from "./simplify.js";

const weights = {
  "first/kernel": [3, 3, 3, 2],
  "first/bias": [2],
  "last/kernel": [48, 5],
  "last/bias": [5],
};
const plain = sequential([convolution("first", 2), flatten, dense("last", 5)], weights, 5);

describe("readNetwork", () => {
  it("gives shapes, paddings and weights, layer by layer", () => {
    const network = readNetwork(plain);
    expect(network.inputShape).toEqual({ height: 4, width: 6, channels: 3 });
    expect(network.layers.map(({ kind, name, shape }) => [kind, name, shape])).toEqual([
      ["convolution", "first", { height: 4, width: 6, channels: 2 }],
      ["fully-connected", "last", { height: 1, width: 1, channels: 5 }],
    ]);
    expect(network.layers[0]).toMatchObject({
      padding: { top: 1, left: 1, bottom: 1, right: 1 },
      activation: { kind: "linear" },
    });
    expect(network.layers[1].inputs).toEqual(["first"]);
    expect(network.output).toBe("last");
  });

  it("puts the larger part of an odd padding behind, as TensorFlow does", () => {
    const strided = convolution("first", 2, { strides: [2, 2] });
    const shapes = { ...weights, "last/kernel": [12, 5] };
    const [layer] = readNetwork(sequential([strided, flatten, dense("last", 5)], shapes, 5)).layers;
    expect(layer).toMatchObject({
      shape: { height: 2, width: 3, channels: 2 },
      padding: { top: 0, left: 0, bottom: 1, right: 1 },
    });
  });

  it("refuses what is not known, by the layer's name", () => {
    const with_ = (layer: { class_name: string; config: Record<string, unknown> }) => () =>
      readNetwork(sequential([layer, flatten, dense("last", 5)], weights, 5));
    expect(with_({ class_name: "Telescope", config: { name: "far" } })).toThrow(
      /"far" \(Telescope\).*known are Activation, Add, AffineWarp/,
    );
    expect(with_(convolution("first", 2, { dilation_rate: [2, 2] }))).toThrow(
      /"first".*dilation of 1/,
    );
    expect(with_(convolution("first", 2, { activation: "softmax" }))).toThrow(/"softmax"/);
    expect(with_(convolution("other", 2))).toThrow(/no weights "other\/kernel"/);
  });

  it("refuses weights, images and embeddings of other sizes", () => {
    const layers = [convolution("first", 2), flatten, dense("last", 5)];
    const short = { ...weights, "last/kernel": [47, 5] };
    expect(() => readNetwork(sequential(layers, short, 5))).toThrow(/"last".*235 \+ 5.*240 \+ 5/);
    expect(() => readNetwork(sequential(layers, weights, 6))).toThrow(/gives 5, .* says 6/);
    const stated = convolution("first", 2, { batch_input_shape: [null, 4, 5, 3] });
    expect(() => readNetwork(sequential([stated, ...layers.slice(1)], weights, 5))).toThrow(
      /takes 4 × 5 × 3, but card\.json says 4 × 6 × 3/,
    );
  });

  it("reads a warp with its two inputs, and counts the parameters", () => {
    const warp = (parametrisation: string) => () => {
      const config = { name: "warp", parametrisation, height: 2, width: 3 };
      const topology = functional(
        [flatten, "images"],
        [dense("parameters", 4), "flatten"],
        [{ class_name: "AffineWarp", config }, "images", "parameters"],
        [{ ...flatten, config: { name: "flat" } }, "warp"],
        [dense("last", 5), "flat"],
      );
      const shapes = {
        "parameters/kernel": [72, 4],
        "parameters/bias": [4],
        "last/kernel": [18, 5],
        "last/bias": [5],
      };
      return readNetwork({ ...sequential([], shapes, 5), topology }).layers[1];
    };
    expect(warp("similarity")()).toEqual({
      kind: "warp",
      name: "warp",
      inputs: ["images", "parameters"],
      shape: { height: 2, width: 3, channels: 3 },
      parametrisation: "similarity",
    });
    expect(warp("affine")).toThrow(/"warp" \(AffineWarp\).*takes images and 6 parameters/);
    expect(warp("translation-scale")).toThrow(/images and 3 parameters/);
    expect(warp("perspective")).toThrow(/"warp" \(AffineWarp\).*parametrisation/s);
  });

  it("says so where there is no network at all", () => {
    expect(() => readNetwork({ ...plain, topology: { nothing: true } })).toThrow(
      /no network of one input and one output/,
    );
  });
});

describe("simplify", () => {
  const normalisation = {
    class_name: "BatchNormalization",
    config: { name: "normalise", axis: -1, epsilon: 0 },
  };
  const shapes = {
    ...weights,
    "normalise/gamma": [2],
    "normalise/beta": [2],
    "normalise/moving_mean": [2],
    "normalise/moving_variance": [2],
    "last/kernel": [12, 5],
  };
  const pool = { class_name: "MaxPooling2D", config: { name: "pool", pool_size: [2, 2] } };
  const relu = { class_name: "ReLU", config: { name: "relu" } };

  it("does normalisation, activation and pooling in the convolution before them", () => {
    const stack = [convolution("first", 2), normalisation, relu, pool, flatten, dense("last", 5)];
    const before = readNetwork(sequential(stack, shapes, 5));
    const network = simplify(before);
    expect(network.layers.map(({ name }) => name)).toEqual(["pool", "last"]);
    const [layer] = network.layers;
    expect(layer).toMatchObject({ pooled: true, activation: { kind: "relu" } });
    const original = before.layers[0];
    if (layer.kind !== "convolution" || original.kind !== "convolution") throw new Error();
    // γ (x − µ) / σ + β with γ = β = µ = σ² = 0.1 and 1.1 for the two channels.
    for (const channel of [0, 1]) {
      const value = 0.1 + channel;
      const scale = Math.fround(value) / Math.sqrt(Math.fround(value));
      expect(layer.kernel[channel] / original.kernel[channel]).toBeCloseTo(scale, 5);
      const bias = original.bias[channel] * scale + value - value * scale;
      expect(layer.bias[channel]).toBeCloseTo(bias, 5);
    }
  });

  it("leaves a layer alone whose output others take too", () => {
    const sum = { class_name: "Add", config: { name: "sum" } };
    const topology = functional(
      [convolution("first", 2), "images"],
      [relu, "first"],
      [sum, "first", "relu"],
      [flatten, "sum"],
      [dense("last", 5), "flatten"],
    );
    const network = simplify(readNetwork({ ...plain, topology }));
    expect(network.layers.map(({ name }) => name)).toEqual(["first", "relu", "sum", "last"]);
  });
});
