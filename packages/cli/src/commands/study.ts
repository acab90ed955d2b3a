import type { Command } from "commander";
import type { ProgramContext } from "../program.js";
import { addStudyConvergence } from "./study-convergence.js";
import { addStudyEstimator } from "./study-estimator.js";

/** Adds `multibatch study` with its studies. */
export function addStudy(program: Command, context: ProgramContext): void {
  const study = program
    .command("study")
    .description("Measure what the method claims: the variance of its gradient, and convergence.");
  addStudyEstimator(study, context);
  addStudyConvergence(study, context);
}
