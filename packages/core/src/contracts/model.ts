import type { SymbolicTensor } from "@tensorflow/tfjs-layers";

/** What a model needs to know beside its options. */
export interface ModelContext {
  /** Seed of the weights. */
  readonly seed: number;
  /** Prefix of the layer names, unique within the pipeline, for example `nin`. */
  readonly name: string;
}

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
}
