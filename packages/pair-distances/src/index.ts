export * from "./blocks.js";
export * from "./embedding-spread.js";
export * from "./norm.js";
export * from "./pair-distances.js";
export * from "./pair-kinds.js";
export * from "./positions.js";
