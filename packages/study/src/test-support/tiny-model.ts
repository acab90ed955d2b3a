import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testCard, tinyPipeline } from "@multibatch/conformance";
import { buildNetwork } from "@multibatch/core/network";
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
      const files = { "weights.bin": sha256 };
      const card = testCard({ crop: dataset.crop, dimensions: 8, files });
      await writeFile(join(folder, "card.json"), JSON.stringify(card));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  network.dispose();
  return folder;
}
