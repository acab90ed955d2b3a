import type { EventSink, Json } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { nodeGpuSchema } from "../node-gpu-options.js";
import { checkResume } from "./check-resume.js";
import type { CheckpointState } from "./checkpoint.js";

const record = { dataset: { use: "d" }, sampler: {}, loss: {}, model: [{ use: "m" }], seed: 1 };
const started = { steps: 100, schedule: { warmUpSteps: 0 }, optimiser: { learningRate: 0.1 } };

function state(given: Partial<CheckpointState> = {}): CheckpointState {
  const options = JSON.parse(JSON.stringify(nodeGpuSchema.parse(started))) as Json;
  return { version: 1, step: 50, seconds: 1, sampler: null, best: null, record, options, ...given };
}

/** Resumes with some options replaced, and tells what was said. */
function resume(changes: object, from = state(), now: Json = record): string {
  const messages: string[] = [];
  const emit: EventSink = (event) => {
    if (event.type === "notice") messages.push(event.message);
  };
  checkResume(from, {
    record: now,
    options: nodeGpuSchema.parse({ ...started, ...changes }),
    emit,
  });
  return messages.join("\n");
}

describe("resuming", () => {
  it("with the same options is silent, as with what only says how to compute", () => {
    expect(resume({})).toBe("");
    const machine = { engine: "cpu", threads: 3, logEvery: 1, checkpointEvery: 7 };
    expect(resume({ ...machine, validation: { batchSize: 16 } })).toBe("");
    expect(resume({ engine: { use: "./mine.js" } })).toBe("");
  });

  it("with more steps extends the run, and says what the learning rate does", () => {
    // Half of a cosine over 100 steps: (1 + 0) / 2; a quarter of one over 200: (1 + √½) / 2.
    expect(resume({ steps: 200 })).toBe(
      "The run ends after 200 steps instead of 100. The learning rate goes on along its schedule over 200 steps: it is 0.0855 at step 51, where it would have been 0.0505.",
    );
    const finished = resume({ steps: 200 }, state({ step: 100 }));
    expect(finished).toMatch(/it is 0\.0505 at step 101\.$/);
  });

  it("with fewer steps ends sooner, unless they are done already", () => {
    expect(resume({ steps: 60 })).toContain("ends after 60 steps instead of 100");
    expect(resume({ steps: 50 })).toContain("none is left to do");
    expect(() => resume({ steps: 49 })).toThrow(
      /has done 50 steps already, and steps is 49\. Set steps to 50 or more/,
    );
  });

  it("says so where the size of chunks or the steps between validations are others", () => {
    expect(resume({ microBatch: 8, validation: { every: 10 } })).toBe(
      "From step 51 on, the run goes on with other options: validation.every was 250, now 10; microBatch was none, now 8.",
    );
  });

  it.each([
    [{ optimiser: { learningRate: 0.2 } }, /optimiser\.learningRate was 0\.1, now 0\.2/],
    [{ optimiser: { learningRate: 0.1, clipNorm: 1 } }, /clipNorm was none, now 1/],
    [{ schedule: { warmUpSteps: 0, shape: "linear" } }, /shape was "cosine", now "linear"/],
    [{ averaging: {} }, /averaging was none, now \{"decay":0\.99\}/],
    [{ augmentation: { flip: 0 } }, /augmentation\.flip was 0\.5, now 0/],
  ])("refuses %j", (changes, message) => {
    expect(() => resume(changes)).toThrow(message);
    expect(() => resume(changes)).toThrow(/start a new run in another folder/);
  });

  it("refuses another part or seed, by the value that differs", () => {
    expect(() => resume({}, state(), { ...record, seed: 2 })).toThrow(
      /another seed: seed was 1, now 2/,
    );
    const other = { ...record, dataset: { use: "e" }, model: [{ use: "m", preset: "tiny" }] };
    expect(() => resume({}, state(), other)).toThrow(
      /another dataset and model: dataset\.use was "d", now "e"; model\[0\]\.preset was none, now "tiny"/,
    );
  });

  it("takes what a checkpoint of old has no option for as it is by default", () => {
    const { augmentation, ...others } = nodeGpuSchema.parse(started);
    const { blur: _, erase: __, saturation: ___, ...older } = augmentation;
    const options = JSON.parse(JSON.stringify({ ...others, augmentation: older })) as Json;
    const old = state({ options });
    expect(resume({}, old)).toBe("");
    expect(() => resume({ augmentation: { erase: { probability: 0.5 } } }, old)).toThrow(
      /augmentation\.erase\.probability was 0, now 0\.5/,
    );
  });

  it("takes the options of a checkpoint of old from its record, where it has them", () => {
    const old = { options: undefined, record: { ...record, target: { use: "t", ...started } } };
    expect(resume({ steps: 200 }, state(old))).toContain("instead of 100");
    expect(() => resume({ augmentation: { flip: 0 } }, state(old))).toThrow(/flip/);
    expect(resume({ steps: 200 }, state({ options: undefined }))).toBe("");
  });
});
