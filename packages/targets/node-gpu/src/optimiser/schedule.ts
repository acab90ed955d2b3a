import { z } from "zod";

/** How the learning rate moves over a run. */
export const scheduleSchema = z.strictObject({
  shape: z
    .enum(["cosine", "linear", "constant"])
    .default("cosine")
    .describe("the way from the highest learning rate to the final one"),
  warmUpSteps: z.int().min(0).default(50).describe("steps of linear rise from 0"),
  finalShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe("final learning rate as a share of the highest"),
});

export type ScheduleOptions = z.output<typeof scheduleSchema>;

/**
 * Share of the highest learning rate at a step, in (0, 1].
 *
 * @param step from 0
 * @param steps length of the run
 */
export function learningRateShare(step: number, steps: number, options: ScheduleOptions): number {
  if (step < options.warmUpSteps) return (step + 1) / (options.warmUpSteps + 1);
  if (options.shape === "constant") return 1;
  const progress = (step - options.warmUpSteps) / Math.max(1, steps - options.warmUpSteps);
  const falling =
    options.shape === "linear" ? 1 - progress : (1 + Math.cos(Math.PI * progress)) / 2;
  return options.finalShare + (1 - options.finalShare) * Math.max(0, falling);
}
