import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { costOf } from "./cost.js";
import { ConfigError } from "./errors.js";
import { formatCost } from "./format-cost.js";

type Layer = layers.LayersModel["layers"][number];
const make = layers.layers;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const built: layers.LayersModel[] = [];
afterEach(() => {
  for (const model of built.splice(0)) model.dispose();
});

/** A chain of layers behind an input of one image's shape. */
function chain(inputShape: (number | null)[], ...stack: Layer[]): layers.LayersModel {
  const input = layers.input({ shape: inputShape });
  let output = input;
  for (const layer of stack) output = layer.apply(output) as layers.SymbolicTensor;
  const model = layers.model({ inputs: input, outputs: output });
  built.push(model);
  return model;
}

/** Multiply-adds of a convolution the slow way: each output number counts the taps that make it. */
function countTaps(height: number, width: number, taps: number, channels: number): number {
  let count = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) count += taps;
  }
  return count;
}

class SelfCounting extends make.Layer {
  static className = "SelfCounting";
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return Array.isArray(inputs) ? inputs[0] : inputs;
  }
  override computeOutputShape(shape: layers.Shape) {
    return shape;
  }
  multiplyAdds() {
    return 1234;
  }
}

class Unknown extends make.Layer {
  static className = "Unknown";
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return Array.isArray(inputs) ? inputs[0] : inputs;
  }
  override computeOutputShape(shape: layers.Shape) {
    return shape;
  }
}

describe("costOf", () => {
  const kinds: [string, number[], () => Layer, number][] = [
    [
      "a convolution with stride",
      [9, 7, 3],
      () => make.conv2d({ kernelSize: [3, 5], filters: 4, strides: 2, padding: "same" }),
      countTaps(5, 4, 3 * 5 * 3, 4),
    ],
    [
      "a dilated convolution",
      [9, 9, 2],
      () => make.conv2d({ kernelSize: 3, filters: 5, dilationRate: 2 }),
      countTaps(5, 5, 3 * 3 * 2, 5),
    ],
    [
      "a depthwise convolution",
      [8, 6, 3],
      () => make.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }),
      countTaps(8, 6, 3 * 3, 3 * 2),
    ],
    [
      "a separable convolution",
      [8, 6, 3],
      () => make.separableConv2d({ kernelSize: 3, filters: 7, depthMultiplier: 2, strides: 2 }),
      countTaps(3, 2, 3 * 3, 3 * 2) + countTaps(3, 2, 3 * 2, 7),
    ],
    [
      "a transposed convolution",
      [4, 4, 3],
      () => make.conv2dTranspose({ kernelSize: 2, filters: 5, strides: 2 }),
      countTaps(4, 4, 2 * 2 * 5, 3),
    ],
    ["a fully connected layer", [11], () => make.dense({ units: 6 }), 66],
    ["one over a sequence", [5, 11], () => make.dense({ units: 6 }), 330],
  ];
  it.each(kinds)("counts %s", (_, shape, layer, expected) => {
    const cost = costOf(chain(shape, layer()));
    expect(cost.layers[1].multiplyAdds).toBe(expected);
    expect(cost.multiplyAdds).toBe(expected);
    expect(cost.floatingPointOperations).toBe(2 * expected);
    expect(cost.uncounted).toEqual([]);
  });

  it("counts layers without a kernel as 0 multiply-adds, with parameters and activations", () => {
    const model = chain(
      [8, 8, 4],
      make.zeroPadding2d({ padding: 1 }),
      make.batchNormalization(),
      make.prelu({ sharedAxes: [1, 2] }),
      make.reLU(),
      make.leakyReLU(),
      make.elu(),
      make.activation({ activation: "tanh" }),
      make.maxPooling2d({ poolSize: 2 }),
      make.averagePooling2d({ poolSize: 1 }),
      make.dropout({ rate: 0.5 }),
      make.reshape({ targetShape: [25, 4] }),
      make.flatten(),
    );
    const cost = costOf(model);
    expect(cost.uncounted).toEqual([]);
    expect(cost.multiplyAdds).toBe(0);
    expect(cost.parameters).toBe(16 + 4);
    expect(cost.parameters).toBe(model.countParams());
    const big = 10 * 10 * 4;
    const small = 5 * 5 * 4;
    expect(cost.activationBytes).toBe(4 * (8 * 8 * 4 + 7 * big + 5 * small));
    expect(cost.layers[1].outputShape).toEqual([10, 10, 4]);
  });

  it("counts branches, and a layer that is applied twice once in parameters", () => {
    const input = layers.input({ shape: [6, 6, 2] });
    const shared = make.conv2d({ kernelSize: 1, filters: 2, useBias: false });
    const once = shared.apply(input) as layers.SymbolicTensor;
    const twice = shared.apply(once) as layers.SymbolicTensor;
    const sum = make.add().apply([once, twice]) as layers.SymbolicTensor;
    const both = make.concatenate().apply([sum, input]) as layers.SymbolicTensor;
    const pooled = make.globalAveragePooling2d({}).apply(both) as layers.SymbolicTensor;
    const model = layers.model({ inputs: input, outputs: pooled });
    built.push(model);
    const cost = costOf(model);
    expect(cost.multiplyAdds).toBe(2 * 6 * 6 * 4);
    expect(cost.parameters).toBe(4);
    expect(cost.uncounted).toEqual([]);
  });

  it("counts operations for each byte of weights, inputs and outputs", () => {
    const input = layers.input({ shape: [6, 6, 2] });
    const convolution = make.conv2d({ kernelSize: 3, filters: 4, padding: "same" });
    const first = convolution.apply(input) as layers.SymbolicTensor;
    const both = make.concatenate().apply([first, input]) as layers.SymbolicTensor;
    const model = layers.model({ inputs: input, outputs: both });
    built.push(model);
    const cost = costOf(model);
    const [images, convolved] = [6 * 6 * 2, 6 * 6 * 4];
    const traffic = [
      0,
      4 * (images + convolved + 9 * 2 * 4 + 4),
      4 * (convolved + images + (convolved + images)),
    ];
    expect(cost.layers.map((layer) => layer.trafficBytes)).toEqual(traffic);
    const operations = 2 * 36 * 9 * 2 * 4;
    expect(cost.layers[1].arithmeticIntensity).toBe(operations / traffic[1]);
    expect(cost.layers.map((layer) => layer.arithmeticIntensity > 0)).toEqual([false, true, false]);
    expect(cost.trafficBytes).toBe(traffic[1] + traffic[2]);
    expect(cost.arithmeticIntensity).toBe(operations / (traffic[1] + traffic[2]));
  });

  it("does not charge a model for another model's use of its layer", () => {
    const dense = make.dense({ units: 3, useBias: false });
    const first = chain([5], dense);
    chain([5], dense);
    expect(costOf(first).multiplyAdds).toBe(15);
  });

  it("looks into sequential models and models within models", () => {
    const sequential = layers.sequential({
      layers: [make.dense({ units: 3, inputShape: [5], name: "inner" }), make.reLU()],
    });
    expect(costOf(sequential).multiplyAdds).toBe(15);
    const outer = chain([5], sequential as unknown as Layer, make.dense({ units: 2 }));
    const cost = costOf(outer);
    expect(cost.multiplyAdds).toBe(15 + 6);
    expect(cost.layers.map((layer) => layer.name)).toContain(`${sequential.name}/inner`);
  });

  it("asks a layer for its own cost, and names what it cannot count", () => {
    const cost = costOf(chain([4], new SelfCounting({}), new Unknown({ name: "mystery" })));
    expect(cost.multiplyAdds).toBe(1234);
    expect(cost.uncounted).toEqual(["mystery"]);
    expect(formatCost(cost)).toContain("mystery");
  });

  it("refuses an input whose size is not fixed", () => {
    const open = chain([null, null, 3], make.conv2d({ kernelSize: 3, filters: 4 }));
    expect(() => costOf(open)).toThrow(ConfigError);
    expect(() => costOf(open)).toThrow(/fixed height, width/);
  });
});

describe("formatCost", () => {
  it("aligns numbers to the right under their headings and ends in totals", () => {
    const convolution = make.conv2d({ kernelSize: 3, filters: 16, padding: "same", name: "wide" });
    const text = formatCost(costOf(chain([32, 32, 3], convolution)));
    const [heading, rule, , row] = text.split("\n");
    expect(row).toMatch(/^wide\s+Conv2D\s+32×32×16\s+442,368\s+884,736\s+448\s+65,536\s+11\.1$/);
    expect(row.length).toBe(heading.length);
    expect(rule.length).toBe(heading.length);
    expect(text).toContain("442,368 multiply-adds (MACs) = 884,736 floating-point operations");
    expect(text.split("\n").find((line) => line.startsWith("total"))).toMatch(
      /442,368\s+884,736\s+448/,
    );
  });
});
