import { TrainingError } from "@multibatch/core";
import type { StepResult } from "./training-step.js";

const patience = 50;

/**
 * Notices training that went wrong: a loss that is no number, or embeddings that fell together.
 *
 * Collapse is read from the diagnostics, where the loss gives `embeddingSpread` or else
 * `meanDifferentDistance`: less than a thousandth of the widest so far, for 50 steps on end. A loss
 * that never had any (a batch without different pairs) is no collapse.
 */
export class HealthCheck {
  private widest = 0;
  private narrowSteps = 0;

  /** @throws TrainingError that names what happened, at which step, and what to try */
  check(step: number, { loss, diagnostics }: StepResult): void {
    if (!Number.isFinite(loss)) {
      throw new TrainingError(
        `The loss became ${loss} at step ${step}. Lower target.optimiser.learningRate, set target.optimiser.clipNorm (for example 5) or lengthen target.schedule.warmUpSteps, then start again; the last checkpoint is untouched.`,
      );
    }
    const width = diagnostics.embeddingSpread ?? diagnostics.meanDifferentDistance;
    if (width === undefined) return;
    this.widest = Math.max(this.widest, width);
    const narrow = this.widest > 0 && width < Math.max(this.widest / 1000, 1e-7);
    this.narrowSteps = narrow ? this.narrowSteps + 1 : 0;
    if (this.narrowSteps >= patience) {
      throw new TrainingError(
        `The embeddings collapsed: at step ${step} all of them have lain within ${width.toExponential(1)} for ${patience} steps, whatever they show. Lower target.optimiser.learningRate, or give the loss balanced weights.`,
      );
    }
  }
}
