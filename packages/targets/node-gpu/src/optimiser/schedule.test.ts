import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { learningRateShare, scheduleSchema } from "./schedule.js";

const cosine = scheduleSchema.parse({ warmUpSteps: 10, finalShare: 0.1 });

describe("learningRateShare", () => {
  it("rises to 1 over the warm-up, then falls to the final share", () => {
    expect(learningRateShare(0, 110, cosine)).toBeCloseTo(1 / 11, 12);
    expect(learningRateShare(10, 110, cosine)).toBe(1);
    expect(learningRateShare(60, 110, cosine)).toBeCloseTo(0.55, 12);
    expect(learningRateShare(110, 110, cosine)).toBeCloseTo(0.1, 12);
    expect(learningRateShare(60, 110, { ...cosine, shape: "linear" })).toBeCloseTo(0.55, 12);
    expect(learningRateShare(60, 110, { ...cosine, shape: "constant" })).toBe(1);
  });

  it("lies in (0, 1] at every step of every run", () => {
    const shape = fc.constantFrom("cosine" as const, "linear" as const, "constant" as const);
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.nat(100), shape, (step, more, warmUpSteps, form) => {
        const share = learningRateShare(step, step + more + 1, {
          shape: form,
          warmUpSteps,
          finalShare: 0.01,
        });
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
