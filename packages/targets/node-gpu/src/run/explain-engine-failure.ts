import { EngineError } from "@multibatch/core";
import { readCheckpoint } from "./checkpoint.js";

/**
 * The error that ended a training, with what is left of the run where it was the engine that failed:
 * a graphics device that is lost takes the weights with it, and only the checkpoint has them still.
 *
 * @param checkpointFile of the run
 */
export async function explainEngineFailure(
  error: unknown,
  checkpointFile: string,
): Promise<unknown> {
  if (!(error instanceof Error) || error.name !== "EngineError") return error;
  const checkpoint = await readCheckpoint(checkpointFile).catch(() => undefined);
  const left = checkpoint
    ? `The checkpoint of step ${checkpoint.state.step} is whole: resume the run from it, on this engine or on another.`
    : "The run had no checkpoint yet: start it again, with target.checkpointEvery lower if this happens often.";
  return new EngineError(`${error.message} ${left}`, { cause: error });
}
