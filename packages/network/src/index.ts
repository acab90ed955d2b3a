export { readModelCard } from "./folder/model-card.js";
export { type ModelFiles, readModelFiles } from "./folder/model-files.js";
export type { ModelSource } from "./folder/model-source.js";
export * from "./network.js";
export { type NetworkFiles, readNetwork } from "./read-network.js";
export { simplify } from "./simplify.js";
export { type LayerDescription, readTopology, type Topology } from "./topology.js";
export { warpParameters } from "./warp.js";
export { splitWeights, type WeightArray, type WeightSpec, type Weights } from "./weights.js";
