import { TrainingError } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { HealthCheck } from "./health.js";

describe("HealthCheck", () => {
  it("names a loss that is no number, with the step and what to try", () => {
    const check = new HealthCheck();
    check.check(1, { loss: 1, diagnostics: {} });
    const wrong = { loss: Number.NaN, diagnostics: {} };
    expect(() => check.check(2, wrong)).toThrow(TrainingError);
    expect(() => check.check(2, wrong)).toThrow(/became NaN at step 2.*learningRate/);
    expect(() => check.check(3, { loss: Infinity, diagnostics: {} })).toThrow(/became Infinity/);
  });

  it("names a collapse that lasts, but not a narrow moment", () => {
    const check = new HealthCheck();
    const wide = { loss: 1, diagnostics: { meanDifferentDistance: 8 } };
    const narrow = { loss: 1, diagnostics: { meanDifferentDistance: 1e-3 } };
    check.check(1, wide);
    for (let step = 2; step < 50; step++) check.check(step, narrow);
    check.check(50, wide);
    for (let step = 51; step < 100; step++) check.check(step, narrow);
    expect(() => check.check(100, narrow)).toThrow(/collapsed: at step 100/);
  });

  it("takes a batch without different pairs for no collapse", () => {
    const check = new HealthCheck();
    const same = { loss: 1, diagnostics: { meanDifferentDistance: 0 } };
    for (let step = 1; step < 200; step++) check.check(step, same);
  });
});
