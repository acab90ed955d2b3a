import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyPipeline } from "@multibatch/conformance";
import { EngineError, type Model, type Pipeline } from "@multibatch/core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeGpu } from "../index.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Half of what a model puts out, at random. */
const dropout: Model = {
  contract: 1,
  connect: (input, { name }) =>
    layers.layers.dropout({ name: `${name}/dropout`, rate: 0.5 }).apply(input) as typeof input,
};

function pipelineWithDropout(): Pipeline {
  const pipeline = tinyPipeline();
  return { ...pipeline, models: [dropout, ...pipeline.models] };
}

describe.each([undefined, 4])("a run with dropout, microBatch %s", (microBatch) => {
  const train = async (run: string, steps: { until?: number; resume?: boolean } = {}) => {
    const trainer = await nodeGpu({ engine: "cpu", steps: 6, microBatch }).create();
    if (trainer.role !== "trainer") throw new Error("not a trainer");
    const controller = new AbortController();
    await trainer.train(pipelineWithDropout(), {
      output: join(folder, run),
      resume: steps.resume,
      signal: controller.signal,
      emit: (event) => {
        if (event.type === "step" && event.step === steps.until) controller.abort();
      },
    });
    return readFile(join(folder, run, "model", "weights.bin"));
  };

  it("comes to the same weights twice, and when it is resumed", async () => {
    const whole = await train("whole");
    expect((await train("again")).equals(whole)).toBe(true);
    const half = await train("halves", { until: 3 });
    expect(half.equals(whole)).toBe(false);
    expect((await train("halves", { resume: true })).equals(whole)).toBe(true);
  });
});

describe("a resume with another number of steps", () => {
  const train = async (steps: number, resume: boolean) => {
    const trainer = await nodeGpu({ engine: "cpu", steps }).create();
    if (trainer.role !== "trainer") throw new Error("not a trainer");
    const notices: string[] = [];
    const result = await trainer.train(tinyPipeline(), {
      output: join(folder, "run"),
      resume,
      emit: (event) => {
        if (event.type === "notice") notices.push(event.message);
      },
    });
    return { result, notices: notices.join("\n") };
  };

  it("extends the run, and refuses an end that is passed", async () => {
    await train(4, false);
    const { result, notices } = await train(6, true);
    expect(result).toMatchObject({ steps: 6, interrupted: false });
    expect(result.card.training.steps).toBe(6);
    expect(notices).toContain("ends after 6 steps instead of 4");
    await expect(train(5, true)).rejects.toThrow(/has done 6 steps already, and steps is 5/);
  });
});

describe("a run whose engine fails before the first regular checkpoint", () => {
  it("can be resumed from its beginning, to the weights of one that did not fail", async () => {
    const train = async (run: string, pipeline: Pipeline, resume = false) => {
      const trainer = await nodeGpu({ engine: "cpu", steps: 4, checkpointEvery: 100 }).create();
      if (trainer.role !== "trainer") throw new Error("not a trainer");
      await trainer.train(pipeline, { output: join(folder, run), resume });
      return readFile(join(folder, run, "model", "weights.bin"));
    };
    const { loss, ...others } = tinyPipeline();
    let calls = 0;
    const failing: Pipeline = {
      ...others,
      loss: {
        ...loss,
        compute: (...given) => {
          if (++calls === 3) throw new EngineError("The device was lost.");
          return loss.compute(...given);
        },
      },
    };
    await expect(train("run", failing)).rejects.toThrow(
      /^The device was lost\. The checkpoint of step 0 is whole: resume/,
    );
    const whole = await train("whole", tinyPipeline());
    expect((await train("run", tinyPipeline(), true)).equals(whole)).toBe(true);
  });
});
