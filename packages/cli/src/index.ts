export * from "./exit-codes.js";
export { run } from "./run.js";
export type { Surroundings, TextOutput } from "./surroundings.js";
