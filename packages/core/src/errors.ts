const brand = Symbol.for("multibatch.error");

/** Base of all errors that Multibatch throws on purpose; the message names the place and the remedy. */
export class MultibatchError extends Error {
  override readonly name: string = "MultibatchError";
  /** Marks errors of every copy of core in a process, where `instanceof` knows only its own. */
  readonly [brand] = true;

  /** Whether `error` was thrown on purpose, by this copy of core or by another. */
  static is(error: unknown): error is MultibatchError {
    return error instanceof Error && brand in error;
  }
}

/** A wrong option or configuration. */
export class ConfigError extends MultibatchError {
  override readonly name = "ConfigError";
  /** Path of the option, for example `loss.threshold.initial`; empty for the whole. */
  readonly path: string;

  constructor(message: string, path = "", options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** A plugin that cannot be found, is of the wrong kind or contract, or throws. */
export class PluginError extends MultibatchError {
  override readonly name = "PluginError";
}

/** Data that is missing, damaged, or too little for what is asked. */
export class DataError extends MultibatchError {
  override readonly name = "DataError";
}

/** An engine that cannot run here, or that failed while running. */
export class EngineError extends MultibatchError {
  override readonly name = "EngineError";
}

/** Training that went wrong: the loss became NaN, or the embeddings collapsed. */
export class TrainingError extends MultibatchError {
  override readonly name = "TrainingError";
}

/** A checkpoint that is missing, damaged or of another run. */
export class CheckpointError extends MultibatchError {
  override readonly name = "CheckpointError";
}

/** A model folder with missing, changed or unknown content. */
export class ModelFolderError extends MultibatchError {
  override readonly name = "ModelFolderError";
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
