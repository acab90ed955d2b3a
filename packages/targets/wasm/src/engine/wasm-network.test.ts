import { AffineWarp } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  chain,
  type ImageShape,
  largestDifference,
  networkOf,
  normalisation,
  randomPixels,
  withRandomWeights,
} from "./networks.test.support.js";
import { WasmNetwork } from "./wasm-network.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const { conv2d, dense, flatten, maxPooling2d } = layers.layers;
type Layer = layers.LayersModel["layers"][number];

/** A few float32 roundings of sums of up to a thousand products. */
const tolerance = 5e-6;

function head(): Layer[] {
  return [flatten(), dense({ units: 7 })];
}

describe("every geometry of a convolution", () => {
  const inputs: [ImageShape, number][] = [
    [[9, 7, 1], 1],
    [[8, 12, 3], 3],
    [[11, 10, 3], 8],
    [[7, 7, 3], 20],
  ];
  const windows = [
    { kernelSize: 1, strides: 1 },
    { kernelSize: 3, strides: 1 },
    { kernelSize: [3, 2] as [number, number], strides: 1 },
    { kernelSize: 3, strides: 2 },
    { kernelSize: 5, strides: [2, 1] as [number, number] },
  ];
  for (const [shape, channels] of inputs) {
    // Images have one or three channels; more come from a layer before.
    const expand = () => (channels > 3 ? [conv2d({ kernelSize: 1, filters: channels })] : []);
    for (const window of windows) {
      for (const padding of ["same", "valid"] as const) {
        it(`${shape.join("×")} with ${channels} channels, window ${window.kernelSize}, stride ${window.strides}, ${padding}`, async () => {
          const first = conv2d({ ...window, padding, filters: 11, activation: "relu" });
          const second = conv2d({ ...window, padding: "same", filters: 8 });
          const model = chain(shape, [...expand(), first, second, ...head()]);
          expect(await largestDifference(model)).toBeLessThan(tolerance);
          const pooled = chain(shape, [
            ...expand(),
            conv2d({ ...window, padding: "same", filters: 16, activation: "relu" }),
            maxPooling2d({ poolSize: 2 }),
            ...head(),
          ]);
          expect(await largestDifference(pooled)).toBeLessThan(tolerance);
        });
      }
    }
  }
});

describe("every kind of layer", () => {
  const shape: ImageShape = [10, 9, 3];
  const start = () => conv2d({ kernelSize: 3, filters: 12, padding: "same" });
  const stacks: Record<string, () => Layer[]> = {
    "batch normalisation": () => [
      start(),
      layers.layers.batchNormalization(),
      layers.layers.reLU(),
      ...head(),
    ],
    "batch normalisation behind an activation": () => [
      conv2d({ kernelSize: 1, filters: 8, activation: "relu" }),
      layers.layers.batchNormalization(),
      ...head(),
    ],
    "leaky ReLU": () => [start(), layers.layers.leakyReLU({ alpha: 0.1 }), ...head()],
    "parametric ReLU": () => [start(), layers.layers.prelu({ sharedAxes: [1, 2] }), ...head()],
    "ELU in a convolution": () => [
      conv2d({ kernelSize: 3, filters: 12, activation: "elu" }),
      maxPooling2d({ poolSize: 2 }),
      ...head(),
    ],
    "ELU as a layer": () => [start(), layers.layers.elu(), ...head()],
    tanh: () => [start(), layers.layers.activation({ activation: "tanh" }), ...head()],
    "logistic function": () => [
      start(),
      maxPooling2d({ poolSize: 3, strides: 2 }),
      layers.layers.activation({ activation: "sigmoid" }),
      ...head(),
    ],
    "maximum over 3 × 3 with overlap": () => [
      start(),
      maxPooling2d({ poolSize: 3, strides: 2 }),
      ...head(),
    ],
    "mean of raw pixels": () => [
      layers.layers.averagePooling2d({ poolSize: 2 }),
      start(),
      ...head(),
    ],
    "mean over all pixels": () => [
      start(),
      layers.layers.globalAveragePooling2d({}),
      dense({ units: 5, activation: "tanh" }),
    ],
    "two fully connected layers": () => [
      flatten(),
      dense({ units: 40, activation: "relu" }),
      layers.layers.dropout({ rate: 0.5 }),
      dense({ units: 130 }),
    ],
  };
  for (const [name, stack] of Object.entries(stacks)) {
    it(name, async () => {
      expect(await largestDifference(chain(shape, stack()))).toBeLessThan(tolerance);
    });
  }

  it("a sum of two ways", async () => {
    const input = layers.input({ shape: [8, 8, 3] });
    const same = { kernelSize: 3, filters: 8, padding: "same" as const };
    const first = conv2d(same).apply(input) as layers.SymbolicTensor;
    const second = conv2d({ ...same, activation: "relu" }).apply(first) as layers.SymbolicTensor;
    const sum = layers.layers.add().apply([first, second]) as layers.SymbolicTensor;
    const output = head().reduce((x, layer) => layer.apply(x) as layers.SymbolicTensor, sum);
    const model = withRandomWeights(layers.model({ inputs: input, outputs: output }));
    expect(await largestDifference(model)).toBeLessThan(tolerance);
  });

  for (const [parametrisation, units] of [
    ["affine", 6],
    ["similarity", 4],
    ["translation-scale", 3],
  ] as const) {
    for (const channels of [1, 3]) {
      it(`a warp by ${parametrisation} parameters of ${channels} channels`, async () => {
        const input = layers.input({ shape: [14, 11, channels] });
        const small = layers.layers.averagePooling2d({ poolSize: 2 }).apply(input);
        const parameters = [flatten(), dense({ units })].reduce(
          (x, layer) => layer.apply(x) as layers.SymbolicTensor,
          small as layers.SymbolicTensor,
        );
        const warp = new AffineWarp({ parametrisation, height: 9, width: 12 });
        const warped = warp.apply([input, parameters]) as layers.SymbolicTensor;
        const stack = [conv2d({ kernelSize: 3, filters: 8, padding: "same" }), ...head()];
        const output = stack.reduce((x, layer) => layer.apply(x) as layers.SymbolicTensor, warped);
        const model = withRandomWeights(layers.model({ inputs: input, outputs: output }));
        expect(await largestDifference(model)).toBeLessThan(tolerance);
      });
    }
  }
});

describe("looking at a learned alignment", () => {
  it("shows what the warp hands on", async () => {
    const input = layers.input({ shape: [8, 8, 3] });
    const zero = layers.initializers.zeros();
    const stack = [flatten(), dense({ units: 3, kernelInitializer: zero })];
    const parameters = stack.reduce((x, layer) => layer.apply(x) as layers.SymbolicTensor, input);
    const warp = new AffineWarp({ parametrisation: "translation-scale" });
    const warped = warp.apply([input, parameters]) as layers.SymbolicTensor;
    const output = head().reduce((x, layer) => layer.apply(x) as layers.SymbolicTensor, warped);
    const model = layers.model({ inputs: input, outputs: output });
    const bias = tf.tensor1d([1, 0, 0]);
    model.layers
      .find((layer) => layer.getClassName() === "Dense")!
      .setWeights([tf.zeros([192, 3]), bias]);
    const network = await WasmNetwork.create(await networkOf(model), normalisation);
    const pixels = randomPixels(model, 1);
    expect(network.align(pixels)).toEqual({ data: pixels, width: 8, height: 8 });
  });

  it("shows nothing where there is none", async () => {
    const plain = chain([8, 8, 3], head());
    const network = await WasmNetwork.create(await networkOf(plain), normalisation);
    expect(network.align(randomPixels(plain, 1))).toBeUndefined();
  });
});

describe("batches", () => {
  const model = () =>
    chain(
      [9, 9, 3],
      [conv2d({ kernelSize: 3, filters: 16, activation: "relu" }), ...head(), dense({ units: 40 })],
    );

  it("are equal to their images one by one, to the last bit, whatever the capacity", async () => {
    const network = await networkOf(model());
    const pixels = randomPixels(model(), 7);
    const whole = new Float32Array(7 * 40);
    (await WasmNetwork.create(network, normalisation, 4)).embed(pixels, whole);
    for (const capacity of [1, 3]) {
      const other = await WasmNetwork.create(network, normalisation, capacity);
      const rows = new Float32Array(whole.length);
      other.embed(pixels, rows);
      expect(rows).toEqual(whole);
      const size = pixels.length / 7;
      for (let i = 0; i < 7; i++) {
        const row = rows.subarray(i * 40, (i + 1) * 40);
        other.embed(pixels.subarray(i * size, (i + 1) * size), row);
      }
      expect(rows).toEqual(whole);
    }
  });

  it("of floats are equal to those of bytes", async () => {
    const network = await WasmNetwork.create(await networkOf(model()), normalisation);
    const pixels = randomPixels(model(), 5);
    const [bytes, floats] = [new Float32Array(5 * 40), new Float32Array(5 * 40)];
    network.embed(pixels, bytes);
    network.embed(Float32Array.from(pixels), floats);
    expect(floats).toEqual(bytes);
  });

  it("take no memory once the network is there", async () => {
    const network = await WasmNetwork.create(await networkOf(model()), normalisation);
    const before = network.report.memoryBytes;
    network.embed(randomPixels(model(), 11), new Float32Array(11 * 40));
    expect(network.report.memoryBytes).toBe(before);
  });

  it("are not computed any more behind dispose", async () => {
    const network = await WasmNetwork.create(await networkOf(model()), normalisation);
    network.dispose();
    expect(network.report.memoryBytes).toBe(0);
    expect(() => network.embed(randomPixels(model(), 1), new Float32Array(40))).toThrow(/disposed/);
  });
});
