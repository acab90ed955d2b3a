import { Random } from "@multibatch/core";
import { type Network, readNetwork, simplify, splitWeights } from "@multibatch/network";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { WasmNetwork } from "./wasm-network.js";

type WeightSpecs = Parameters<typeof splitWeights>[0];
type Layer = layers.LayersModel["layers"][number];

/** Size of images, `[h, w, c]`. */
export type ImageShape = readonly [number, number, number];

/** A network of layers one behind the other, with random weights. */
export function chain(shape: ImageShape, stack: readonly Layer[]): layers.LayersModel {
  const input = layers.input({ shape: [...shape] });
  const output = stack.reduce((x, layer) => layer.apply(x) as layers.SymbolicTensor, input);
  return withRandomWeights(layers.model({ inputs: input, outputs: output }));
}

/** Gives all weights values that show mistakes: none is 0 or 1, variances are positive. */
export function withRandomWeights(model: layers.LayersModel): layers.LayersModel {
  const random = new Random(5);
  for (const layer of model.layers) {
    const values = layer.weights.map(({ name, shape }) => {
      const size = (shape as number[]).reduce((product, n) => product * n, 1);
      const fanIn = (shape as number[]).slice(0, -1).reduce((product, n) => product * n, 1);
      const draw = /variance/.test(name)
        ? () => random.uniform(0.5, 2)
        : () => random.normal(0.05, 1 / Math.sqrt(Math.max(4, fanIn)));
      return tf.tensor(Float32Array.from({ length: size }, draw), shape as number[]);
    });
    layer.setWeights(values);
    tf.dispose(values);
  }
  return model;
}

/** Largest difference of the engine from tfjs-cpu as a share of the largest number, over some images. */
export async function largestDifference(
  model: layers.LayersModel,
  { images = 3, capacity = 4 } = {},
): Promise<number> {
  const pixels = randomPixels(model, images);
  const expected = await tfjsEmbeddings(model, pixels);
  const actual = new Float32Array(expected.length);
  const network = await WasmNetwork.create(await networkOf(model), normalisation, capacity);
  network.embed(pixels, actual);
  const most = expected.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  return actual.reduce((largest, x, i) => Math.max(largest, Math.abs(x - expected[i])), 0) / most;
}

export const normalisation = { scale: 1 / 127.5, offset: -1 };

/** The network of a model as the engine takes it. */
export async function networkOf(model: layers.LayersModel): Promise<Network> {
  let artifacts: tf.io.ModelArtifacts = {};
  const keep = tf.io.withSaveHandler(async (saved) => {
    artifacts = saved;
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
  });
  await model.save(keep);
  const [height, width, channels] = model.inputs[0].shape.slice(1) as [number, number, 3];
  const crop = { height, width, channels, region: 1, fit: "cover" as const };
  const dimensions = model.outputs[0].shape[1] as number;
  const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  return simplify(
    readNetwork({
      card: { input: { crop, normalisation }, output: { dimensions, distance: { norm: "l2" } } },
      topology: JSON.parse(JSON.stringify(artifacts.modelTopology)),
      weights: splitWeights(artifacts.weightSpecs as unknown as WeightSpecs, bytes, "test"),
    }),
  );
}

/** Random bytes as images of a model. */
export function randomPixels(model: layers.LayersModel, images: number): Uint8Array {
  const random = new Random(9);
  const size = model.inputs[0].shape.slice(1).reduce((product, n) => product! * n!, 1)!;
  return Uint8Array.from({ length: images * size }, () => random.integer(256));
}

async function tfjsEmbeddings(
  model: layers.LayersModel,
  pixels: Uint8Array,
): Promise<Float32Array> {
  return tf.tidy(() => {
    const shape = model.inputs[0].shape.slice(1) as number[];
    const raw = tf.cast(
      tf.tensor(pixels, [pixels.length / shape.reduce((a, b) => a * b, 1), ...shape], "int32"),
      "float32",
    );
    const images = tf.add(tf.mul(raw, normalisation.scale), normalisation.offset);
    return (model.predict(images) as tf.Tensor).dataSync() as Float32Array;
  });
}
