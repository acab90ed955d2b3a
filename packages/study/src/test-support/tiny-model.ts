import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tinyPipeline } from "@multibatch/conformance";
import { cardVersion, type ModelCard } from "@multibatch/core";
import { buildNetwork, normalisation } from "@multibatch/core/network";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

/** Writes a model folder of the tiny pipeline's network, with other weights than the initial ones. */
export async function writeTinyStudyModel(folder: string): Promise<string> {
  await tf.setBackend("cpu");
  const { dataset, models } = tinyPipeline();
  const network = buildNetwork(models, dataset.crop, 99);
  await mkdir(folder, { recursive: true });
  await network.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const weights = new Uint8Array(artifacts.weightData as ArrayBuffer);
      const manifest = [{ paths: ["weights.bin"], weights: artifacts.weightSpecs }];
      const json = { modelTopology: artifacts.modelTopology, weightsManifest: manifest };
      await writeFile(join(folder, "model.json"), JSON.stringify(json));
      await writeFile(join(folder, "weights.bin"), weights);
      const sha256 = createHash("sha256").update(weights).digest("hex");
      await writeFile(join(folder, "card.json"), JSON.stringify(cardOf(sha256)));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  network.dispose();
  return folder;
}

function cardOf(weightsSha256: string): ModelCard {
  return {
    cardVersion,
    name: "tiny",
    created: "2026-01-01T00:00:00.000Z",
    input: { crop: tinyPipeline().dataset.crop, normalisation },
    output: { dimensions: 8, distance: { norm: "squared-l2" } },
    threshold: {
      value: 1,
      operatingPoint: "none",
      falseAcceptRate: null,
      falseRejectRate: null,
      standardError: null,
      pairs: 0,
    },
    cost: { multiplyAdds: 1, floatingPointOperations: 2, parameters: 1 },
    data: {
      name: "tiny",
      licence: "none",
      trainingImages: 1,
      trainingIdentities: 1,
      unreadableImages: 0,
    },
    training: {
      steps: 1,
      bestStep: 1,
      seed: 1,
      engine: "cpu",
      threads: 1,
      seconds: 1,
      config: {},
      versions: {},
    },
    metrics: {},
    files: { "weights.bin": weightsSha256 },
  };
}
