import type { Model, ModelContext, ModelPreparation } from "@multibatch/core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { connectEmbedder, embeddingLayerName } from "./connect-embedder.js";
import type { EmbedderOptions } from "./embedder-options.js";
import { scaleToInitialDistance } from "./initial-distance.js";
import type { Stage } from "./stage.js";

/**
 * An embedder made of stages of convolutions and one linear fully connected layer. Images
 * `[n, h, w, c]` in, embeddings `[n, dimensions]` out.
 */
export class StagedEmbedder implements Model {
  readonly contract = 1;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly options: EmbedderOptions,
  ) {}

  /** @throws ConfigError when the input is no image of fixed size, or too small for the poolings */
  connect(input: SymbolicTensor, context: ModelContext): SymbolicTensor {
    return connectEmbedder(this.stages, this.options, input, context);
  }

  /** Scales the last layer on training images, unless the options give it a scale. */
  async prepare(network: LayersModel, preparation: ModelPreparation): Promise<void> {
    if (this.options.embeddingScale !== undefined) return;
    await scaleToInitialDistance(network, embeddingLayerName(preparation.name), preparation);
  }
}
