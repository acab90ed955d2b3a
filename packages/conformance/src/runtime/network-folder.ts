import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Crop, imageSize, type ModelCard, type Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type * as layers from "@tensorflow/tfjs-layers";
import { testCard, testNormalisation } from "./test-card.js";

/** Embeddings that a runtime must reproduce. */
export interface ReferenceEmbeddings {
  /** Images of the card's size, uint8 `[n, h, w, c]`. */
  readonly pixels: Uint8Array;
  /** Their embeddings by other means than the runtime, float32 `[n, d]`. */
  readonly embeddings: Float32Array;
}

/** What a network is written with. */
export interface NetworkFolderOptions {
  /** Draws the images. */
  readonly random: Random;
  /** Images in the reference. */
  readonly images: number;
  readonly cost?: ModelCard["cost"];
}

/**
 * Writes a network as a model folder: `model.json`, `weights.bin` and `card.json`, as trainers write
 * them. tfjs-cpu computes the reference embeddings, of random images.
 */
export async function writeNetworkFolder(
  folder: string,
  network: layers.LayersModel,
  { random, images, cost }: NetworkFolderOptions,
): Promise<ReferenceEmbeddings> {
  await tf.setBackend("cpu");
  const [, height, width, channels] = network.inputs[0].shape as number[];
  const crop = { height, width, channels, region: 1, fit: "cover" } as Crop;
  const pixels = Uint8Array.from({ length: images * imageSize(crop) }, () => random.integer(256));
  const embeddings = tf.tidy(() => {
    const shaped = tf.tensor4d(pixels, [images, height, width, channels], "int32");
    const input = tf.add(tf.mul(shaped, testNormalisation.scale), testNormalisation.offset);
    return (network.predict(input) as tf.Tensor).dataSync() as Float32Array;
  });
  await mkdir(folder, { recursive: true });
  const dimensions = embeddings.length / images;
  await network.save(
    tf.io.withSaveHandler(async (artifacts) => {
      await writeFiles(folder, artifacts, (files) => testCard({ crop, dimensions, files, cost }));
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  return { pixels, embeddings };
}

async function writeFiles(
  folder: string,
  artifacts: tf.io.ModelArtifacts,
  cardOf: (files: ModelCard["files"]) => ModelCard,
): Promise<void> {
  const modelJson = JSON.stringify({
    format: "layers-model",
    generatedBy: "multibatch",
    convertedBy: null,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: ["weights.bin"], weights: artifacts.weightSpecs }],
  });
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const card = cardOf({ "model.json": sha256(modelJson), "weights.bin": sha256(weights) });
  await writeFile(join(folder, "model.json"), modelJson);
  await writeFile(join(folder, "weights.bin"), weights);
  await writeFile(join(folder, "card.json"), JSON.stringify(card, undefined, 2));
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
