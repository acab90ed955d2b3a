import {
  EngineError,
  type EngineSession,
  type EventSink,
  messageOf,
  type OnnxExport,
} from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import type { ModelFile } from "../run/write-model-folder.js";
import { engineByName } from "./choose-engine.js";

/**
 * Writes a network as ONNX: on the running engine where it can, else on the ONNX engine, which is
 * started for this alone.
 *
 * @param files the network as tfjs files
 * @returns undefined, with a notice, where it could not be written: the model folder does without
 */
export async function exportOnnx(
  files: readonly ModelFile[],
  running: EngineSession,
  emit: EventSink,
): Promise<OnnxExport | undefined> {
  try {
    if (running.exportOnnx) return await exportOn(running, files);
    const engine = await engineByName("onnx");
    const session = await engine.start();
    try {
      return await exportOn(session, files);
    } finally {
      await session.dispose();
      await tf.setBackend(running.backend);
    }
  } catch (error) {
    const message = `model.onnx was not written: ${messageOf(error)}`;
    emit({ type: "notice", level: "warning", message });
    return undefined;
  }
}

async function exportOn(session: EngineSession, files: readonly ModelFile[]): Promise<OnnxExport> {
  if (!session.exportOnnx) throw new EngineError(`the engine "${session.backend}" has no export.`);
  const network = await loadNetwork(files);
  try {
    const [, height, width, channels] = network.inputs[0].shape as number[];
    return await session.exportOnnx(
      (images) => network.apply(images, { training: false }) as tf.Tensor,
      [height, width, channels],
    );
  } finally {
    network.dispose();
  }
}

/** The network of tfjs files, on the active backend. */
async function loadNetwork(files: readonly ModelFile[]): Promise<layers.LayersModel> {
  const content = (name: string) => files.find((file) => file.name === name)!.content;
  const { modelTopology, weightsManifest } = JSON.parse(String(content("model.json"))) as {
    modelTopology: object;
    weightsManifest: [{ weights: tf.io.WeightsManifestEntry[] }];
  };
  const weights = content("weights.bin") as Uint8Array;
  const artifacts: tf.io.ModelArtifacts = {
    modelTopology,
    weightSpecs: weightsManifest[0].weights,
    weightData: weights.slice().buffer,
  };
  return layers.loadLayersModel({ load: async () => artifacts });
}
