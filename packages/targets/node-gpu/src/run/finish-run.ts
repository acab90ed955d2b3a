import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import {
  cardVersion,
  costOf,
  type EngineSession,
  type ModelCard,
  type VerificationProtocol,
} from "@multibatch/core";
import { normalisation } from "@multibatch/core/network";
import { calibrateThreshold, fitProbability } from "@multibatch/evaluation";
import * as tf from "@tensorflow/tfjs-core";
import { exportOnnx } from "../export/export-onnx.js";
import { inferenceNetwork } from "../export/inference-network.js";
import { judgeNetwork } from "./judge-network.js";
import type { TrainingRun } from "./training-run.js";
import { networkFiles, writeModelFolder } from "./write-model-folder.js";
import { writeReference } from "./write-reference.js";

/** The engine that a run was computed on. */
export interface RunEngine {
  readonly engineName: string;
  readonly session: EngineSession;
}

/**
 * Ends a run: takes the best weights, calibrates the threshold on the validation pairs, and writes
 * the model folder, with batch normalisation folded into the weights before it.
 *
 * @throws DataError when the folder cannot be written
 */
export async function finishRun(run: TrainingRun, engine: RunEngine): Promise<ModelCard> {
  const { pipeline, folder, emit } = run.setup;
  emit({ type: "phase-start", phase: "writing the model" });
  run.restoreBest();
  const { dataset } = pipeline;
  const { threshold, probability, metrics } = await calibrate(run, dataset.protocols.validation);
  const network = await inferenceNetwork(run.network);
  const files = await networkFiles(network);
  const { multiplyAdds, floatingPointOperations, parameters } = costOf(network);
  network.dispose();
  const onnx = await exportOnnx(files, engine.session, emit);
  if (onnx) files.push({ name: "model.onnx", content: onnx.bytes });
  const train = dataset.splits.train;

  const card: Omit<ModelCard, "files"> = {
    cardVersion,
    name: `${dataset.name} embedder`,
    created: new Date().toISOString(),
    input: { crop: dataset.crop, normalisation },
    output: {
      dimensions: run.network.outputs[0].shape[1] as number,
      distance: pipeline.loss.distance,
    },
    threshold,
    ...(probability && { probability }),
    cost: { multiplyAdds, floatingPointOperations, parameters },
    data: {
      name: dataset.name,
      licence: dataset.licence,
      trainingImages: train.length,
      trainingIdentities: new Set(train.map((image) => dataset.identities[image])).size,
      unreadableImages: run.unreadableImages,
    },
    training: {
      steps: run.step,
      bestStep: run.best?.step ?? run.step,
      seed: pipeline.seed,
      engine: engine.engineName,
      threads: engine.session.threads,
      seconds: run.seconds,
      config: pipeline.record,
      versions: versions(),
    },
    metrics,
    ...(onnx && {
      onnx: { opset: onnx.opset, inputName: onnx.inputName, outputName: onnx.outputName },
    }),
  };
  const written = await writeModelFolder(folder.model, files, card);
  await writeReference(run);
  emit({ type: "phase-end", phase: "writing the model" });
  return written;
}

interface Calibration {
  readonly threshold: ModelCard["threshold"];
  readonly probability?: ModelCard["probability"];
  readonly metrics: Record<string, number>;
}

/** Without validation pairs there is nothing to calibrate on: the loss's own θ, or 0, and it says so. */
async function calibrate(run: TrainingRun, protocol?: VerificationProtocol): Promise<Calibration> {
  const { pipeline, options } = run.setup;
  if (!protocol) {
    const variable = Object.values(pipeline.loss.variables())[0];
    const value = variable ? (await variable.data())[0] : 0;
    const operatingPoint = "not calibrated: the data set has no validation pairs";
    const unknown = { falseAcceptRate: null, falseRejectRate: null, standardError: null, pairs: 0 };
    return { threshold: { value, operatingPoint, ...unknown }, metrics: {} };
  }
  const { result, pairs } = await judgeNetwork(run.network, pipeline, protocol, options);
  return {
    threshold: calibrateThreshold(pairs.distances, pairs.same, "best-accuracy", {
      pairsAre: `pairs of ${protocol.name}`,
    }),
    probability: fitProbability(pairs),
    metrics: {
      validationAccuracy: result.accuracy,
      validationStandardError: result.standardError,
      validationAreaUnderCurve: result.areaUnderCurve.value,
      validationEqualErrorRate: result.equalErrorRate.value,
    },
  };
}

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const own = require("../../package.json") as { version: string };
  return {
    "@multibatch/target-node-gpu": own.version,
    "@tensorflow/tfjs-core": tf.version_core,
    node: process.version,
    platform: `${platform()}-${arch()}`,
  };
}
