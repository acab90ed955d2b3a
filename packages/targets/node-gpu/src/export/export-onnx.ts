import {
  EngineError,
  type EngineSession,
  type EventSink,
  messageOf,
  type OnnxExport,
} from "@multibatch/core";
import { loadNetwork } from "@multibatch/core/network";
import * as tf from "@tensorflow/tfjs-core";
import { engineByName } from "../engine/choose-engine.js";
import type { ModelFile } from "../run/write-model-folder.js";

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
  const content = (name: string) => files.find((file) => file.name === name)!.content;
  const network = await loadNetwork({
    modelJson: String(content("model.json")),
    weights: content("weights.bin") as Uint8Array,
  });
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
