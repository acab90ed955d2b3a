import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Crop, cardVersion, imageSize, type ModelCard, Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

/** Embeddings that a runtime must reproduce. */
export interface ReferenceEmbeddings {
  /** Images of the card's size, uint8 `[n, h, w, c]`. */
  readonly pixels: Uint8Array;
  /** Their embeddings by other means than the runtime, float32 `[n, d]`. */
  readonly embeddings: Float32Array;
}

/** What the tiny model is like; the defaults differ in every number, so that mix-ups show. */
export interface TinyModelOptions {
  /** Seed of weights and images; 1 by default. */
  readonly seed?: number;
  /** Images in the reference; 5 by default. */
  readonly images?: number;
}

const crop: Crop = { height: 12, width: 10, channels: 3, region: 1, fit: "cover" };
const normalisation = { scale: 1 / 127.5, offset: -1 };
const dimensions = 7;

/**
 * Writes a model folder with a tiny convolutional network: `model.json`, `weights.bin` and
 * `card.json`, as trainers write them. The reference embeddings are computed by tfjs-cpu.
 */
export async function writeTinyModelFolder(
  folder: string,
  { seed = 1, images = 5 }: TinyModelOptions = {},
): Promise<ReferenceEmbeddings> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const random = new Random(seed);
  const network = tinyNetwork(random.fork("weights"));
  const pixels = randomPixels(random.fork("pixels"), images * imageSize(crop));
  const embeddings = tf.tidy(() => {
    const shaped = tf.tensor4d(pixels, [images, crop.height, crop.width, crop.channels], "int32");
    const input = tf.add(tf.mul(shaped, normalisation.scale), normalisation.offset);
    return (network.predict(input) as tf.Tensor).dataSync() as Float32Array;
  });

  await mkdir(folder, { recursive: true });
  await network.save(tf.io.withSaveHandler((artifacts) => writeFiles(folder, artifacts)));
  network.dispose();
  return { pixels, embeddings };
}

function tinyNetwork(random: Random): layers.LayersModel {
  const network = layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: [crop.height, crop.width, crop.channels],
        filters: 4,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      layers.layers.flatten(),
      layers.layers.dense({ units: dimensions }),
    ],
  });
  const weights = network.getWeights().map(({ shape, size }) => {
    const values = Float32Array.from({ length: size }, () => 0.2 * random.normal());
    return tf.tensor(values, shape);
  });
  network.setWeights(weights);
  tf.dispose(weights);
  return network;
}

function randomPixels(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}

async function writeFiles(
  folder: string,
  artifacts: tf.io.ModelArtifacts,
): Promise<tf.io.SaveResult> {
  const modelJson = JSON.stringify({
    format: "layers-model",
    generatedBy: "multibatch",
    convertedBy: null,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: ["weights.bin"], weights: artifacts.weightSpecs }],
  });
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const card = tinyCard({ "model.json": sha256(modelJson), "weights.bin": sha256(weights) });
  await writeFile(join(folder, "model.json"), modelJson);
  await writeFile(join(folder, "weights.bin"), weights);
  await writeFile(join(folder, "card.json"), JSON.stringify(card, undefined, 2));
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function tinyCard(files: ModelCard["files"]): ModelCard {
  return {
    cardVersion,
    name: "tiny",
    created: "2026-01-01T00:00:00Z",
    input: { crop, normalisation },
    output: { dimensions, distance: { norm: "squared-l2" } },
    threshold: {
      value: 1.25,
      operatingPoint: "chosen by hand for tests",
      falseAcceptRate: 0,
      falseRejectRate: 0,
      standardError: 0,
      pairs: 0,
    },
    cost: { multiplyAdds: 13800, floatingPointOperations: 27600, parameters: 959 },
    data: {
      name: "none",
      licence: "none",
      trainingImages: 0,
      trainingIdentities: 0,
      unreadableImages: 0,
    },
    training: {
      steps: 0,
      bestStep: 0,
      seed: 1,
      engine: "cpu",
      threads: 1,
      seconds: 0,
      config: {},
      versions: {},
    },
    metrics: {},
    files,
  };
}
