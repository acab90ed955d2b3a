import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelCardSchema, type ProgressEvent, type Trainer } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tinyPipeline } from "./tiny-pipeline.js";

/** Makes a trainer of a number of steps that looks at the validation pairs and saves every 5 steps. */
export type MakeTrainer = (steps: number) => Promise<Trainer>;

/**
 * Registers the vitest suite that every trainer is held to: a model folder that stands on its own,
 * one seed one run, interruption and resume to the same weights, nothing overwritten.
 */
export function testTrainer(name: string, make: MakeTrainer): void {
  describe(`trainer ${name}`, () => {
    let folder = "";
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "multibatch-trainer-"));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const weights = (run: string) => readFile(join(folder, run, "model", "weights.bin"));
    const train = async (steps: number, run: string, seed = 1) =>
      (await make(steps)).train(tinyPipeline(seed), { output: join(folder, run) });

    it("leaves a model folder: a valid card, true checksums, files that stock tfjs loads", async () => {
      const result = await train(10, "run");
      expect(result).toMatchObject({ steps: 10, interrupted: false });
      const files = await readdir(result.modelFolder);
      expect(files).toEqual(expect.arrayContaining(["card.json", "model.json", "weights.bin"]));
      const card = modelCardSchema.parse(
        JSON.parse(await readFile(join(result.modelFolder, "card.json"), "utf8")),
      );
      expect(card).toEqual(result.card);
      expect(Object.keys(card.files).sort()).toEqual(
        files.filter((file) => file !== "card.json").sort(),
      );
      for (const [file, sum] of Object.entries(card.files)) {
        const content = await readFile(join(result.modelFolder, file));
        expect(createHash("sha256").update(content).digest("hex")).toBe(sum);
      }
      await tf.setBackend("cpu");
      const { modelTopology, weightsManifest } = JSON.parse(
        await readFile(join(result.modelFolder, "model.json"), "utf8"),
      );
      const network = await layers.loadLayersModel({
        load: async () => ({
          modelTopology,
          weightSpecs: weightsManifest[0].weights,
          weightData: new Uint8Array(await weights("run")).buffer,
        }),
      });
      expect(network.outputs[0].shape).toEqual([null, card.output.dimensions]);
      network.dispose();
    });

    it("learns: the pairs of validation come out better than by chance", async () => {
      const { card } = await train(60, "run");
      expect(card.threshold.pairs).toBeGreaterThan(0);
      expect(card.metrics.validationAccuracy).toBeGreaterThan(0.7);
    });

    it("tells of the engine, each step, each validation and each checkpoint", async () => {
      const events: ProgressEvent[] = [];
      const trainer = await make(10);
      await trainer.train(tinyPipeline(), {
        output: join(folder, "run"),
        emit: (event) => events.push(event),
      });
      const count = (type: ProgressEvent["type"]) =>
        events.filter((event) => event.type === type).length;
      expect([count("engine"), count("step"), count("validation")]).toEqual([1, 10, 2]);
      expect(count("checkpoint")).toBeGreaterThanOrEqual(1);
    });

    it("gives the same weights for the same seed, others for another", async () => {
      await train(6, "a");
      await train(6, "b");
      await train(6, "c", 2);
      expect((await weights("a")).equals(await weights("b"))).toBe(true);
      expect((await weights("a")).equals(await weights("c"))).toBe(false);
    });

    it("interrupted and resumed, it comes to the weights of an uninterrupted run", async () => {
      await train(12, "whole");
      const controller = new AbortController();
      const output = join(folder, "halves");
      const first = await (await make(12)).train(tinyPipeline(), {
        output,
        signal: controller.signal,
        emit: (event) => {
          if (event.type === "step" && event.step === 7) controller.abort();
        },
      });
      expect(first).toMatchObject({ steps: 7, interrupted: true });
      expect(await readdir(first.modelFolder)).toContain("card.json");
      const second = await (await make(12)).train(tinyPipeline(), { output, resume: true });
      expect(second).toMatchObject({ steps: 12, interrupted: false });
      expect((await weights("halves")).equals(await weights("whole"))).toBe(true);
    });

    it("refuses to mix with a run that is there, and to resume where there is none", async () => {
      await train(5, "run");
      const before = await weights("run");
      await expect(train(5, "run")).rejects.toThrow(/already holds a run/);
      expect((await weights("run")).equals(before)).toBe(true);
      const resumed = (await make(5)).train(tinyPipeline(), {
        output: join(folder, "none"),
        resume: true,
      });
      await expect(resumed).rejects.toThrow(/nothing to resume/);
    });

    it("refuses to resume under another configuration", async () => {
      await train(5, "run");
      const other = (await make(5)).train(tinyPipeline(2), {
        output: join(folder, "run"),
        resume: true,
      });
      await expect(other).rejects.toThrow(/another seed/);
    });

    it("ends with a named error when the loss is no number, and leaves no model", async () => {
      const pipeline = tinyPipeline();
      const compute = pipeline.loss.compute;
      const broken = {
        ...pipeline,
        loss: {
          ...pipeline.loss,
          compute: (...given: Parameters<typeof compute>) =>
            tf.mul(compute(...given), Number.NaN) as tf.Scalar,
        },
      };
      const training = (await make(5)).train(broken, { output: join(folder, "run") });
      await expect(training).rejects.toThrow(/loss became NaN at step 1/);
      expect(await readdir(join(folder, "run"))).not.toContain("model");
    });

    it("goes on when an image cannot be read, and counts it", async () => {
      const pipeline = tinyPipeline();
      const { read } = pipeline.dataset;
      const bad = pipeline.dataset.splits.train[3];
      const failures: string[] = [];
      const dataset: typeof pipeline.dataset = {
        ...pipeline.dataset,
        read: async (images) => ({
          ...(await read(images)),
          failed: Array.from(images).includes(bad)
            ? [{ image: bad, name: "torn.jpg", reason: "cut short" }]
            : [],
        }),
      };
      const { card } = await (await make(40)).train(
        { ...pipeline, dataset },
        {
          output: join(folder, "run"),
          emit: (event) => {
            if (event.type === "image-failed") failures.push(event.failure.name);
          },
        },
      );
      expect(failures).toEqual(["torn.jpg"]);
      expect(card.data.unreadableImages).toBe(1);
    });
  });
}
