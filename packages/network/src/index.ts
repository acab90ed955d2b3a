export * from "./network.js";
export { type NetworkFiles, readNetwork } from "./read-network.js";
export { simplify } from "./simplify.js";
export { type LayerDescription, readTopology, type Topology } from "./topology.js";
export { warpParameters } from "./warp.js";
export { splitWeights, type WeightArray, type Weights, weightSpecSchema } from "./weights.js";
