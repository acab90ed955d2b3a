export * from "./convergence/convergence-options.js";
export * from "./convergence/convergence-study.js";
export * from "./convergence/convergence-summary.js";
export * from "./estimator/estimator-options.js";
export * from "./estimator/estimator-study.js";
export * from "./estimator/summary.js";
export * from "./run/interrupted.js";
export * from "./run/train-or-resume.js";
