import { TrainingError } from "@multibatch/core";
import type { StepResult } from "./training-step.js";

const patience = 50;

/**
 * Notices training that went wrong: a loss that is no number, or embeddings that fell together.
 *
 * Collapse is read from the diagnostics `meanDifferentDistance`, where the loss gives it: different
 * people closer than a thousandth of what they once were, for 50 steps on end.
 */
export class HealthCheck {
  private widest = 0;
  private narrowSteps = 0;

  /** @throws TrainingError that names what happened, at which step, and what to try */
  check(step: number, result: StepResult): void {
    if (!Number.isFinite(result.loss)) {
      throw new TrainingError(
        `The loss became ${result.loss} at step ${step}. Lower target.optimiser.learningRate, set target.optimiser.clipNorm (for example 5) or lengthen target.schedule.warmUpSteps, then start again; the last checkpoint is untouched.`,
      );
    }
    const distance = result.diagnostics.meanDifferentDistance;
    if (distance === undefined) return;
    this.widest = Math.max(this.widest, distance);
    this.narrowSteps = distance < this.widest / 1000 || distance < 1e-6 ? this.narrowSteps + 1 : 0;
    if (this.narrowSteps >= patience) {
      throw new TrainingError(
        `The embeddings collapsed: at step ${step} different identities have lain ${distance.toExponential(1)} apart for ${patience} steps, as near as the same ones. Lower target.optimiser.learningRate, or use weights "balanced" in the loss.`,
      );
    }
  }
}
