import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Crop, cardVersion, imageSize, type ModelCard, Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type * as layers from "@tensorflow/tfjs-layers";

const normalisation = { scale: 1 / 127.5, offset: -1 };

/** Images and what tfjs-cpu makes of them. */
export interface Reference {
  /** uint8 `[n, h, w, c]`. */
  readonly pixels: Uint8Array;
  /** float32 `[n, d]`. */
  readonly embeddings: Float32Array;
}

/** Fills a network with random weights and writes it as a model folder. */
export async function writeModel(
  folder: string,
  network: layers.LayersModel,
  { images = 3, seed = 1, randomise = true } = {},
): Promise<Reference> {
  await tf.setBackend("cpu");
  const random = new Random(seed);
  if (randomise) randomiseWeights(network, random.fork("weights"));
  const [, height, width, channels] = network.inputs[0].shape as number[];
  const crop = { height, width, channels, region: 1, fit: "cover" } as Crop;
  const drawn = random.fork("pixels");
  const pixels = Uint8Array.from({ length: images * imageSize(crop) }, () => drawn.integer(256));
  const embeddings = tf.tidy(() => {
    const shaped = tf.tensor4d(pixels, [images, height, width, channels], "int32");
    const input = tf.add(tf.mul(shaped, normalisation.scale), normalisation.offset);
    return (network.predict(input) as tf.Tensor).dataSync() as Float32Array;
  });
  await mkdir(folder, { recursive: true });
  await network.save(
    tf.io.withSaveHandler(async (artifacts) => {
      await writeFiles(folder, artifacts, crop, embeddings.length / images);
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  return { pixels, embeddings };
}

/** Weights that keep signals at their size; what must be positive, such as a variance, is. */
function randomiseWeights(network: layers.LayersModel, random: Random): void {
  const weights = network.weights.map(({ name, shape }) => {
    const size = (shape as number[]).reduce((product, length) => product * length, 1);
    const inputs = shape.length > 1 ? size / (shape.at(-1) as number) : 1;
    const draw = () => {
      if (name.includes("variance")) return random.uniform(0.5, 2);
      if (name.includes("kernel")) return random.normal(0, Math.sqrt(2 / inputs));
      return random.uniform(-0.5, 1);
    };
    return tf.tensor(Float32Array.from({ length: size }, draw), shape as number[]);
  });
  network.setWeights(weights);
  tf.dispose(weights);
}

async function writeFiles(
  folder: string,
  artifacts: tf.io.ModelArtifacts,
  crop: Crop,
  dimensions: number,
): Promise<void> {
  const model = JSON.stringify({
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: ["weights.bin"], weights: artifacts.weightSpecs }],
  });
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const sha256 = (content: string | Uint8Array) =>
    createHash("sha256").update(content).digest("hex");
  const files = { "model.json": sha256(model), "weights.bin": sha256(weights) };
  await writeFile(join(folder, "model.json"), model);
  await writeFile(join(folder, "weights.bin"), weights);
  await writeFile(join(folder, "card.json"), JSON.stringify(card(crop, dimensions, files)));
}

function card(crop: Crop, dimensions: number, files: ModelCard["files"]): ModelCard {
  const none = "none";
  return {
    cardVersion,
    name: "test model",
    created: "2026-01-01T00:00:00Z",
    input: { crop, normalisation },
    output: { dimensions, distance: { norm: "squared-l2" } },
    threshold: {
      value: 1.25,
      operatingPoint: "chosen by hand for tests",
      falseAcceptRate: null,
      falseRejectRate: null,
      standardError: null,
      pairs: 0,
    },
    cost: { multiplyAdds: 0, floatingPointOperations: 0, parameters: 0 },
    data: {
      name: none,
      licence: none,
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
