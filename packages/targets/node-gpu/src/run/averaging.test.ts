import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyPipeline } from "@multibatch/conformance";
import type { Model, Pipeline, ProgressEvent } from "@multibatch/core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeGpu } from "../index.js";
import { readCheckpoint } from "./checkpoint.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const dropout: Model = {
  contract: 1,
  connect: (input, { name }) =>
    layers.layers.dropout({ name: `${name}/dropout`, rate: 0.3 }).apply(input) as typeof input,
};

function pipeline({ validated = true } = {}): Pipeline {
  const whole = tinyPipeline();
  const { test } = whole.dataset.protocols;
  const dataset = validated ? whole.dataset : { ...whole.dataset, protocols: { test } };
  return { ...whole, dataset, models: [dropout, ...whole.models] };
}

interface Call {
  readonly of?: Pipeline;
  readonly options?: object;
  readonly until?: number;
  readonly resume?: boolean;
}

/** Trains into a folder of that name; tells what was written and said. */
async function train(run: string, { of = pipeline(), options, until, resume }: Call = {}) {
  const given = { engine: "cpu", steps: 6, averaging: { decay: 0.7 }, ...options } as const;
  const trainer = await nodeGpu(given).create();
  if (trainer.role !== "trainer") throw new Error("not a trainer");
  const controller = new AbortController();
  const events: ProgressEvent[] = [];
  await trainer.train(of, {
    output: join(folder, run),
    resume,
    signal: controller.signal,
    emit: (event) => {
      events.push(event);
      if (event.type === "step" && event.step === until) controller.abort();
    },
  });
  const model = await readFile(join(folder, run, "model", "weights.bin"));
  const checkpoint = await readCheckpoint(join(folder, run, "checkpoint.safetensors"));
  return { model, checkpoint, events };
}

describe.each(["cpu", "onnx"] as const)("a run with averaging and dropout on %s", (engine) => {
  it.each([undefined, 4])("goes on bit for bit, microBatch %s", async (microBatch) => {
    const options = { engine, threads: 1, microBatch };
    const whole = await train("whole", { options });
    const half = await train("halves", { options, until: 3 });
    expect(half.model.equals(whole.model)).toBe(false);
    const resumed = await train("halves", { options, resume: true });
    expect(resumed.model.equals(whole.model)).toBe(true);
    for (const section of ["weights", "velocities", "averages", "best"] as const) {
      expect(resumed.checkpoint[section]).toEqual(whole.checkpoint[section]);
    }
  });
});

describe("averaging", () => {
  const plain = { averaging: undefined };

  it("is off by default, and moves nothing but validation and model", async () => {
    const without = await train("without", { options: plain });
    const averaged = await train("with", { options: { validation: { every: 2 } } });
    expect(without.checkpoint.averages.size).toBe(0);
    expect(averaged.checkpoint.weights).toEqual(without.checkpoint.weights);
    expect(averaged.checkpoint.velocities).toEqual(without.checkpoint.velocities);
    expect(averaged.model.equals(without.model)).toBe(false);
  });

  it("validates the averages, and keeps them as the best", async () => {
    const { checkpoint, events } = await train("run");
    // Of the last step: there was one validation.
    expect(events.filter(({ type }) => type === "validation")).toHaveLength(1);
    expect(checkpoint.best).toEqual(checkpoint.averages);
    expect(checkpoint.best).not.toEqual(checkpoint.weights);
  });

  it("goes into the model, whether or not there is anything to validate", async () => {
    const validated = await train("validated");
    const blind = await train("blind", { of: pipeline({ validated: false }) });
    expect(blind.checkpoint.best.size).toBe(0);
    expect(blind.checkpoint.averages).toEqual(validated.checkpoint.averages);
    expect(blind.model.equals(validated.model)).toBe(true);
    const raw = await train("raw", { of: pipeline({ validated: false }), options: plain });
    expect(raw.model.equals(blind.model)).toBe(false);
  });

  it("cannot be switched on, off or over on the way", async () => {
    await train("run", { until: 2 });
    const resume = (averaging: unknown) => train("run", { options: { averaging }, resume: true });
    await expect(resume({ decay: 0.9 })).rejects.toThrow(
      /averaging\.decay was 0\.7, now 0\.9.*start a new run in another folder/,
    );
    await expect(resume(undefined)).rejects.toThrow(/averaging was \{"decay":0\.7\}, now none/);
    await train("plain", { options: plain, until: 2 });
    await expect(train("plain", { resume: true })).rejects.toThrow(/averaging was none, now/);
  });
});
