import type { ModelCard } from "../card.js";
import type { Distance } from "../distance.js";
import type { EventSink } from "../events.js";
import type { Json } from "../json.js";
import type { Dataset } from "./dataset.js";
import type { Loss } from "./loss.js";
import type { Model } from "./model.js";
import type { Sampler } from "./sampler.js";

/** The instantiated parts of a run. */
export interface Pipeline {
  readonly dataset: Dataset;
  readonly sampler: Sampler;
  readonly loss: Loss;
  /** In the order in which they are connected. */
  readonly models: readonly Model[];
  /** What errors call the models: the packages or paths that they come from. */
  readonly modelNames?: readonly string[];
  /** One seed rules the whole run. */
  readonly seed: number;
  /** The configuration as plain JSON with every default filled in; it goes to the model card. */
  readonly record: Json;
}

/** How one run of a trainer is called. */
export interface TrainCall {
  /** Folder of the run: checkpoints, logs and, in `model/`, the model folder. */
  readonly output: string;
  /** Continue from the last checkpoint in `output`. */
  readonly resume?: boolean;
  /** Aborting ends the run after the present step, with a saved model and a checkpoint. */
  readonly signal?: AbortSignal;
  readonly emit?: EventSink;
}

/** What a run of a trainer leaves. */
export interface TrainResult {
  readonly modelFolder: string;
  readonly card: ModelCard;
  /** Steps done in all, including those before a resume. */
  readonly steps: number;
  readonly interrupted: boolean;
}

/** Turns a composed pipeline into a model folder. */
export interface Trainer {
  readonly contract: 1;
  readonly role: "trainer";
  train(pipeline: Pipeline, call: TrainCall): Promise<TrainResult>;
}

/** Verdict on two embeddings. */
export interface Comparison {
  readonly distance: number;
  readonly threshold: number;
  /** Whether `distance < threshold`. */
  readonly same: boolean;
  /** Probability that it is one identity, among as many same as different pairs; of cards that have it. */
  readonly probability?: number;
}

/** A loaded model. */
export interface Embedder {
  readonly card: ModelCard;
  readonly distance: Distance;
  /**
   * Embeds images that already have the card's size and colour.
   *
   * @param pixels uint8 `[n, h, w, c]`, row-major
   * @returns float32 `[n, d]`
   * @throws DataError when the length is no multiple of one image
   */
  embed(pixels: Uint8Array): Promise<Float32Array>;
  /** Decodes one image file, brings it to the card's crop and embeds it: float32 `[d]`. */
  embedFile(file: string | Uint8Array): Promise<Float32Array>;
  /** Compares two embeddings `[d]` with the card's threshold. */
  compare(first: Float32Array, second: Float32Array): Comparison;
  dispose(): void;
}

/** Loads model folders and embeds images. */
export interface Runtime {
  readonly contract: 1;
  readonly role: "runtime";
  /** @throws ModelFolderError when a file is missing, changed or of an unknown version */
  load(folder: string): Promise<Embedder>;
}

export type Target = Trainer | Runtime;
