import type { EngineSession, Loss } from "@multibatch/core";
import { onnxBackendStatistics } from "@multibatch/engine-onnx";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPlugin } from "../create-plugin.test.support.js";
import { engineByName } from "../engine/choose-engine.js";
import { type NamedVariables, takeSnapshot, weightsOf } from "../network/weights.js";
import { smallImages, smallNetwork } from "../networks.test.support.js";
import { averagingShare } from "../optimiser/weight-averages.js";
import { TrainingStep } from "./training-step.js";

const count = 8;
const identities = Int32Array.from({ length: count }, (_, image) => image >> 1);
const averaging = { decay: 0.6 };

describe.each(["cpu", "onnx"] as const)("averaging of weights on %s", (engineName) => {
  let session: EngineSession;
  let loss: Loss;
  beforeAll(async () => {
    session = await (await engineByName(engineName)).start({ threads: 1 });
  });
  afterAll(() => session.dispose());

  /** Trains some steps; tells the averages by the recurrence, and what was kept. */
  async function train(microBatch: number | undefined, first: number, steps: number) {
    loss = await createPlugin("loss", "@multibatch/loss-margin");
    loss.build();
    const network = smallNetwork({ batchNormalisation: true, dropout: true });
    const settings = { momentum: 0.9, weightDecay: 0, microBatch, averaging };
    const training = new TrainingStep(network, loss, settings);
    const all: NamedVariables = new Map([
      ...weightsOf(network, "all"),
      ...Object.entries(loss.variables()).map(([name, value]) => [`loss/${name}`, value] as const),
    ]);
    const expected = new Map([...all].map(([name, { size }]) => [name, new Float64Array(size)]));
    const books = { tensors: [] as number[], compiled: [] as number[], runs: [] as number[] };
    for (let i = 0; i < steps; i++) {
      const images = smallImages(count, i);
      const step = first + i;
      const input = { images, identities, pairs: "all", learningRate: 0.01, step } as const;
      await training.run(input);
      books.tensors.push(tf.memory().numTensors);
      if (engineName === "onnx") {
        books.compiled.push(onnxBackendStatistics().sessionsCompiled);
        books.runs.push(onnxBackendStatistics().runs);
      }
      const share = averagingShare(step, averaging);
      for (const [name, { values }] of await takeSnapshot(all)) {
        const average = expected.get(name)!;
        values.forEach((value, at) => {
          average[at] += share * (value - average[at]);
        });
      }
    }
    const averages = await takeSnapshot(training.averages!.state());
    const weights = await takeSnapshot(all);
    training.dispose();
    network.dispose();
    loss.dispose();
    return { expected, averages, weights, books };
  }

  it.each([undefined, 4])(
    "follows every weight, statistic and threshold, microBatch %s",
    async (microBatch) => {
      const { expected, averages, weights, books } = await train(microBatch, 0, 6);
      expect([...averages.keys()]).toEqual([...expected.keys()]);
      expect([...averages.keys()]).toEqual(
        expect.arrayContaining(["normalisation1/moving_variance", "loss/margin/threshold"]),
      );
      for (const [name, average] of expected) {
        const { values } = averages.get(name)!;
        average.forEach((value, at) => void expect(values[at]).toBeCloseTo(value, 4));
        if (name.startsWith("convolution")) expect(values).not.toEqual(weights.get(name)!.values);
      }
      expect(new Set(books.tensors.slice(1)).size).toBe(1);
      if (engineName !== "onnx") return;
      // One graph for all steps, and where nothing is in chunks one run.
      expect(books.compiled.at(-1)).toBe(books.compiled[1]);
      if (microBatch === undefined) expect(books.runs[5] - books.runs[4]).toBe(1);
    },
  );

  it("takes the number of the step from its input: later ones count less", async () => {
    const { expected, averages } = await train(undefined, 40, 2);
    for (const [name, average] of expected) {
      const { values } = averages.get(name)!;
      average.forEach((value, at) => void expect(values[at]).toBeCloseTo(value, 4));
    }
  });
});
