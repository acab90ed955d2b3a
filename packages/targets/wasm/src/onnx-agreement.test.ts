import { onnx } from "@multibatch/engine-onnx";
import { nin } from "@multibatch/model-nin";
import { AffineWarp } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { networkOf, normalisation, randomPixels } from "./engine/networks.test.support.js";
import { WasmNetwork } from "./engine/wasm-network.js";

/** `model.onnx` on the two plain runtimes of ONNX, against the kernels of this package. */
const images = 3;

interface Case {
  readonly name: string;
  /** Initialiser of the weights by which an image decides how it is warped. */
  readonly kernel: ReturnType<typeof layers.initializers.zeros>;
  readonly pixels: (model: layers.LayersModel) => Uint8Array;
  /** Largest difference allowed, relative to the largest number. */
  readonly tolerance: number;
}

const { randomNormal, zeros } = layers.initializers;

/**
 * Sums in layers before the warp are taken in another order by each runtime, so that parameters of a
 * warp differ in the last bit, by about 7e-8. Between pixels of noise, which differ by up to 2, that
 * moves a value by 7e-8 · 32 · 2 = 4.5e-6 for each of four parameters: 1.8e-5 at most. All else is
 * rounding of sums.
 */
const cases: readonly Case[] = [
  {
    name: "each image by its own map",
    kernel: randomNormal({ stddev: 0.05, seed: 3 }),
    pixels: () => waves(),
    tolerance: 5e-6,
  },
  {
    name: "noise",
    kernel: zeros(),
    pixels: (model) => randomPixels(model, images),
    tolerance: 5e-6,
  },
  {
    name: "noise by its own map",
    kernel: randomNormal({ stddev: 0.05, seed: 3 }),
    pixels: (model) => randomPixels(model, images),
    tolerance: 1.8e-5,
  },
];

interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, shape: number[]) => unknown;
}

interface Session {
  run(inputs: Record<string, unknown>): Promise<Record<string, { readonly data: Float32Array }>>;
  release(): Promise<void>;
}

describe.each(cases)("model.onnx agrees with our own engine: $name", (given) => {
  let file: { bytes: Uint8Array; inputName: string; outputName: string };
  let pixels: Uint8Array;
  let expected: Float32Array;

  beforeAll(async () => {
    const session = await (await onnx().create()).start({ threads: 1 });
    const model = await alignedNetwork(given.kernel);
    pixels = given.pixels(model);
    const exported = session.exportOnnx!((batch) => model.apply(batch) as tf.Tensor, [64, 64, 3]);
    file = await exported;
    const network = await WasmNetwork.create(await networkOf(model), normalisation);
    expected = new Float32Array(images * 128);
    network.embed(pixels, expected);
    model.dispose();
    await session.dispose();
  });

  for (const [name, provider] of [
    ["onnxruntime-node", "cpu"],
    ["onnxruntime-web", "wasm"],
  ] as const) {
    it(`on ${name}`, async () => {
      const runtime = (await import(name)) as Runtime;
      // By name: both packages add to one list of backends, and would find each other's.
      const options = { executionProviders: [provider], intraOpNumThreads: 1 };
      const session = await runtime.InferenceSession.create(file.bytes, options);
      const { scale, offset } = normalisation;
      const values = Float32Array.from(pixels, (pixel) => pixel * scale + offset);
      const input = new runtime.Tensor("float32", values, [images, 64, 64, 3]);
      const embeddings = (await session.run({ [file.inputName]: input }))[file.outputName].data;
      const most = expected.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
      embeddings.forEach((x, i) => {
        expect(Math.abs(x - expected[i])).toBeLessThanOrEqual(given.tolerance * most);
      });
      expect(embeddings.length).toBe(expected.length);
      await session.release();
    });
  }
});

/**
 * The smallest network of the house behind a warp that moves, turns and enlarges.
 *
 * @param kernel initialiser of the weights by which the image decides how
 */
async function alignedNetwork(kernel: Case["kernel"]): Promise<layers.LayersModel> {
  const input = layers.input({ shape: [64, 64, 3] });
  const small = layers.layers.averagePooling2d({ poolSize: 8 }).apply(input);
  const flat = layers.layers.flatten().apply(small);
  const bias = layers.initializers.constant({ value: 0.1 });
  const parameters = layers.layers
    .dense({ units: 4, kernelInitializer: kernel, biasInitializer: bias })
    .apply(flat) as layers.SymbolicTensor;
  const warp = new AffineWarp({ parametrisation: "similarity" });
  const warped = warp.apply([input, parameters]) as layers.SymbolicTensor;
  const output = (await nin({ preset: "tiny" }).create()).connect(warped, { seed: 1, name: "nin" });
  return layers.model({ inputs: input, outputs: output });
}

/** Colours that come and go slowly, each image in its own way. */
function waves(): Uint8Array {
  return Uint8Array.from({ length: images * 64 * 64 * 3 }, (_, i) => {
    const [image, row, column] = [Math.floor(i / 12_288), Math.floor(i / 192) % 64, (i / 3) % 64];
    return 128 + 100 * Math.sin(row / 9 + image) * Math.cos(column / 7 + (i % 3));
  });
}

afterAll(() => tf.disposeVariables());
