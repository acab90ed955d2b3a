import type { Json } from "../json.js";

/** What a sampler draws from: two arrays of equal length. */
export interface Population {
  /** Image indices in the data set, `[n]`. */
  readonly images: Int32Array;
  /** Identity of each of these images, `[n]`. */
  readonly identities: Int32Array;
}

/**
 * The pairs over the k images of a batch: `"all"` stands for all k²−k ordered pairs; a list holds
 * positions 0…k−1 within the batch, `[p, 2]` flattened.
 */
export type Pairs = "all" | Int32Array;

/** One batch of k images. */
export interface Batch {
  /** Image indices, `[k]`. */
  readonly images: Int32Array;
  /** Identity of each image, `[k]`. */
  readonly identities: Int32Array;
  readonly pairs: Pairs;
  /** Epoch that the batch belongs to, from 0. */
  readonly epoch: number;
}

/** An endless, reproducible stream of batches over one population. */
export interface BatchStream {
  /** Batches until every image of the population was seen once. */
  readonly batchesPerEpoch: number;
  next(): Batch;
  /** All that `Sampler.resume` needs to go on exactly here; a plain JSON value. */
  state(): Json;
}

/** Decides which images meet in a batch, and which pairs over them count. */
export interface Sampler {
  readonly contract: 1;
  /** k, the number of images in each batch. */
  readonly batchSize: number;
  /**
   * Starts a stream.
   *
   * @throws DataError when the population cannot fill one batch
   */
  start(population: Population, seed: number): BatchStream;
  /**
   * Continues a stream from a state over the same population.
   *
   * @throws DataError when the state does not fit the population
   */
  resume(population: Population, state: Json): BatchStream;
}
