export * from "./sampler.js";
export * from "./loss.js";
export * from "./dataset.js";
export * from "./model.js";
export * from "./engine.js";
export * from "./trainer.js";
export * from "./runtime.js";
