import { readdir, rm } from "node:fs/promises";
import {
  type EventSink,
  MultibatchError,
  type Pipeline,
  type Trainer,
  type TrainResult,
} from "@multibatch/core";
import { StudyInterrupted } from "./interrupted.js";

/** A training that is part of a study. */
export interface StudyTraining {
  readonly trainer: Trainer;
  readonly pipeline: Pipeline;
  /** Folder of the run; it belongs to the study. */
  readonly folder: string;
  readonly emit: EventSink;
  readonly signal?: AbortSignal;
}

/**
 * Trains to the end: goes on from a checkpoint where there is one, and begins anew where an earlier
 * try left none.
 *
 * @throws StudyInterrupted when the signal ended it; it goes on from there when called again
 */
export async function trainOrResume(training: StudyTraining): Promise<TrainResult> {
  const { trainer, pipeline, folder, emit, signal } = training;
  const begun = (await readdir(folder).catch(() => [])).length > 0;
  const train = (resume: boolean) =>
    trainer.train(pipeline, { output: folder, resume, emit, signal });
  const result = await train(begun).catch(async (error: unknown) => {
    if (!begun || !MultibatchError.is(error) || error.name !== "CheckpointError") throw error;
    await rm(folder, { recursive: true });
    return train(false);
  });
  if (result.interrupted) throw new StudyInterrupted("The training was interrupted.");
  return result;
}
