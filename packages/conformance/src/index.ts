export * from "./dataset.js";
export * from "./engine.js";
export * from "./loss.js";
export * from "./model.js";
export * from "./runtime.js";
export * from "./sampler.js";
export * from "./tiny-pipeline.js";
export * from "./trainer.js";
