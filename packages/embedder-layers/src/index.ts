export { type Activation, activationLayer, activationSchema, energyBehind } from "./activation.js";
export { normalisationLayer, normaliseBatch } from "./batch-normalisation.js";
export { connectEmbedder, embeddingLayerName } from "./connect-embedder.js";
export {
  type ConvolutionOptions,
  type ConvolutionShape,
  convolutionLayers,
} from "./convolution.js";
export { type EmbedderOptions, embedderOptions, embeddingScaleOf } from "./embedder-options.js";
export {
  initialDistance,
  meanSquaredDistance,
  scaleToInitialDistance,
} from "./initial-distance.js";
export {
  embeddingInitialiser,
  hiddenInitialiser,
  type InitialiserKind,
  initialiserSchema,
} from "./initialiser.js";
export { randomOfLayer, seedForTfjs } from "./layer-random.js";
export { seededDropout } from "./seeded-dropout.js";
export { type NamedConvolution, type Stage, sizeBehind, smallestInput } from "./stage.js";
export { stageLayers } from "./stage-layers.js";
export { StagedEmbedder } from "./staged-embedder.js";
