import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it, vi } from "vitest";
import { OnnxBackend } from "../backend.js";
import { registerKernels } from "../register-kernels.js";
import { reasons, reportFailures } from "./expected-failures.js";
import type { Outcome } from "./jasmine.js";
import { runCoreSuite } from "./run-suite.js";

describe("tfjs-core's own tests", () => {
  it("pass, but for those that CORE-TESTS.md gives a reason for", async () => {
    registerKernels();
    tf.registerBackend(
      "onnx",
      () => new OnnxBackend({ threads: 1, device: "cpu", maxSessions: 32 }),
      0,
    );
    // Thousands of unrelated graphs: the engine is right to warn, and tfjs-core warns on purpose.
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const failures: Outcome[] = [];
    let total = 0;
    await runCoreSuite("onnx", (outcome) => {
      total++;
      if (outcome.failure !== undefined) failures.push(outcome);
    });
    expect(total).toBeGreaterThan(4000);
    expect(failures.filter((failure) => !reasons.some(({ covers }) => covers(failure)))).toEqual(
      [],
    );
    await expect(reportFailures(total, failures)).toMatchFileSnapshot("../../CORE-TESTS.md");
  });
});
