import {
  type Pipeline,
  silent,
  type TrainCall,
  type Trainer,
  type TrainResult,
} from "@multibatch/core";
import { chooseEngine } from "./engine/choose-engine.js";
import type { NodeGpuOptions } from "./node-gpu-options.js";
import { explainEngineFailure } from "./run/explain-engine-failure.js";
import { finishRun } from "./run/finish-run.js";
import { openRunFolder } from "./run/run-folder.js";
import { TrainingRun } from "./run/training-run.js";

/** Creates the trainer. @param directory folder that a relative engine path starts from */
export function createTrainer(options: NodeGpuOptions, directory: string): Trainer {
  return {
    contract: 1,
    role: "trainer",
    train: (pipeline, call) => train(pipeline, call, options, directory),
  };
}

async function train(
  pipeline: Pipeline,
  call: TrainCall,
  options: NodeGpuOptions,
  directory: string,
): Promise<TrainResult> {
  const emit = call.emit ?? silent;
  const folder = await openRunFolder(call.output, call.resume ?? false);
  const { engine, reason } = await chooseEngine(options.engine, directory);
  const session = await engine.start({ threads: options.threads });
  emit({ type: "engine", engine: engine.name, reason, threads: session.threads });
  try {
    const run = await TrainingRun.open({
      pipeline,
      options,
      folder,
      emit,
      resume: call.resume ?? false,
      signal: call.signal,
      adopt: session.adopt,
    });
    try {
      const interrupted = await run.trainToTheEnd(call.signal);
      const card = await finishRun(run, { engineName: engine.name, session });
      return { modelFolder: folder.model, card, steps: run.step, interrupted };
    } finally {
      await run.dispose();
    }
  } catch (error) {
    throw await explainEngineFailure(error, folder.checkpoint);
  } finally {
    await session.dispose();
  }
}
