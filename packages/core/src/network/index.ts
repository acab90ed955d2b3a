export * from "./build-network.js";
export * from "./load-network.js";
export * from "./normalisation.js";
