import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { EventSink } from "../events.js";
import type { Dataset } from "./dataset.js";

/** What a model needs to know beside its options. */
export interface ModelContext {
  /** Seed of the weights. */
  readonly seed: number;
  /** Prefix of the layer names, unique within the pipeline, for example `nin`. */
  readonly name: string;
}

/** What a model may use to prepare its weights before the first step of training. */
export interface ModelPreparation extends ModelContext {
  readonly dataset: Dataset;
  /** Images to learn from: those that training will see, `[n]`. */
  readonly images: Int32Array;
  /**
   * Reads images as the network takes them.
   *
   * @returns float32 `[n, h, w, c]`, normalised; the rows of unreadable images are black
   */
  read(images: ArrayLike<number>): Promise<Float32Array>;
  readonly emit: EventSink;
  /** Aborting ends the preparation early; training then starts from what is there. */
  readonly signal?: AbortSignal;
}

/**
 * What training is charged for the output of a layer: one number for each image, differentiable.
 *
 * One for each image, and each of its own image alone: so the mean over a batch is the same whether
 * the batch is computed in one piece or in several.
 *
 * @param output what the layer puts out in training, float32 `[n, …]`
 * @returns float32 `[n]`
 */
export type ActivityPenalty = (output: Tensor) => Tensor1D;

/**
 * Part of a network, as tfjs layers: images `[n, h, w, c]` in, images or embeddings `[n, d]` out.
 *
 * Models compose by connection (`[warp-aligner, nin]`), which leaves one flat graph of layers that
 * stock tfjs loads, rather than models nested in models.
 */
export interface Model {
  readonly contract: 1;
  /**
   * Adds this model's layers behind `input`.
   *
   * @throws ConfigError when it cannot take an input of that shape
   */
  connect(input: SymbolicTensor, context: ModelContext): SymbolicTensor;
  /**
   * Brings the weights to a better start than a random one, for example from known positions of the
   * object; called once, before the first step of a new run, not on a resume.
   *
   * @param network the whole network; this model's layers begin with `context.name`
   */
  prepare?(network: LayersModel, context: ModelPreparation): Promise<void>;
  /**
   * Factors on the learning rate of some of this model's layers, for example to hold back a layer of
   * few weights that moves the whole image. A key is the name of a layer, or what the names of several
   * begin with, up to a `-` or `/`: `context.name` is the whole model. The longest key that fits
   * counts; layers that none fits have 1, and 0 leaves weights as they are.
   */
  learningRateMultipliers?(context: ModelContext): Readonly<Record<string, number>>;
  /**
   * Penalties on what layers of this model put out in training, by the name of the layer. Trainers
   * add their means over the batch to the loss.
   *
   * Penalties on weights need no such thing: trainers add the regularisers that tfjs layers have been
   * given (`kernelRegularizer` and the like) to the loss by themselves.
   */
  activityPenalties?(context: ModelContext): Readonly<Record<string, ActivityPenalty>>;
}
