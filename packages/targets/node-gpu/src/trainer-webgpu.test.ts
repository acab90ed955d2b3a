import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testTrainer, tinyPipeline } from "@multibatch/conformance";
import type { ProgressEvent } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engineByName } from "./engine/choose-engine.js";
import { nodeGpu } from "./index.js";

const availability = await (await engineByName("webgpu")).availability();
if (!availability.available) {
  const { reason, remedy } = availability;
  console.warn(
    `SKIPPED: training on WebGPU. ${reason} ${remedy} Without a graphics card: npx jiti tools/software-vulkan/run.ts -- npm test`,
  );
}

const trainerOn = async (engine: "webgpu" | "cpu", steps: number) => {
  const target = await nodeGpu({
    engine,
    steps,
    optimiser: { learningRate: 0.02 },
    schedule: { warmUpSteps: 2 },
    augmentation: { flip: 0, shift: 0, scale: 0, rotation: 0 },
    validation: { every: 100, batchSize: 32 },
    checkpointEvery: 5,
  }).create();
  if (target.role !== "trainer") throw new Error("not a trainer");
  return target;
};

// On a software driver the whole suite takes minutes; what follows takes seconds.
if (availability.available && availability.onlyByName === undefined) {
  testTrainer("on the webgpu engine", (steps) => trainerOn("webgpu", steps));
}

/** Milliseconds: a driver in software takes minutes on a busy machine. */
const timeout = 600_000;

describe.runIf(availability.available)("training on WebGPU", { timeout }, () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "multibatch-webgpu-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Losses of the steps, until the end or until `atStep` says otherwise. */
  const train = async (
    engine: "webgpu" | "cpu",
    steps: number,
    { resume = false, atStep = (_step: number) => {} } = {},
  ) => {
    const losses: number[] = [];
    const emit = (event: ProgressEvent) => {
      if (event.type !== "step") return;
      losses.push(event.loss);
      atStep(event.step);
    };
    const output = join(folder, resume ? "webgpu" : engine);
    const trainer = await trainerOn(engine, steps);
    await trainer.train(tinyPipeline(), { output, resume, emit });
    return losses;
  };

  it("has the losses of tfjs-cpu over 20 steps", async () => {
    const expected = await train("cpu", 20);
    const losses = await train("webgpu", 20);
    expect(losses).toHaveLength(20);
    for (const [step, loss] of losses.entries()) {
      expect(Math.abs(loss - expected[step]), `step ${step}`).toBeLessThan(1e-4 * expected[step]);
    }
  });

  it.each([
    { lost: 7, from: 5 },
    { lost: 2, from: 0 },
  ])(
    "when the device is lost after step $lost, says so, and a resume goes on from step $from",
    async ({ lost, from }) => {
      const lose = (step: number) => {
        if (step === lost) (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
      };
      await expect(train("webgpu", 9, { atStep: lose })).rejects.toThrow(
        new RegExp(`device was lost .* The checkpoint of step ${from} is whole: resume`),
      );
      expect(tf.engine().registry).not.toHaveProperty("multibatch-webgpu");
      const losses = await train("webgpu", 9, { resume: true });
      expect(losses).toHaveLength(9 - from);
      const card = JSON.parse(await readFile(join(folder, "webgpu/model/card.json"), "utf8"));
      expect(card.training).toMatchObject({ engine: "webgpu", steps: 9 });
    },
  );
});
