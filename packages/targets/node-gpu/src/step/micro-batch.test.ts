import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineSession, Loss, Pairs } from "@multibatch/core";
import { importModule } from "@multibatch/core/node";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createPlugin } from "../create-plugin.test.support.js";
import { engineByName } from "../engine/choose-engine.js";
import { noRules, type TrainingRules } from "../network/training-rules.js";
import { type Snapshot, takeSnapshot, weightsOf } from "../network/weights.js";
import { type Extras, smallImages, smallNetwork } from "../networks.test.support.js";
import { lossBatchOf } from "./batch-gradient.js";
import { type StepInput, type StepResult, TrainingStep } from "./training-step.js";

const images = 12;
const input: StepInput = {
  images: smallImages(images),
  identities: Int32Array.from({ length: images }, (_, image) => image >> 1),
  pairs: "all",
  learningRate: 0.01,
  seed: 7,
};
const listed: Pairs = Int32Array.of(0, 1, 2, 9, 3, 4, 11, 10, 5, 8, 7, 6);
const settings = { momentum: 0.9, weightDecay: 0 };

/** What a first step leaves: its gradients are the velocities of a momentum without decay. */
interface FirstStep extends StepResult {
  readonly gradients: Snapshot;
  readonly weights: Snapshot;
}

const createLoss = async (options: Record<string, unknown> = {}): Promise<Loss> => {
  const loss = await createPlugin("loss", "@multibatch/loss-margin", options);
  loss.build();
  return loss;
};

async function firstStep(
  extras: Extras,
  microBatch: number | undefined,
  given: Partial<StepInput> = {},
  lossOptions: Record<string, unknown> = {},
  rules: TrainingRules = noRules,
): Promise<FirstStep> {
  const loss = await createLoss(lossOptions);
  const network = smallNetwork(extras);
  const step = new TrainingStep(network, loss, { ...settings, microBatch }, rules);
  try {
    const result = await step.run({ ...input, ...given });
    const gradients = await takeSnapshot(step.optimiser.state());
    const weights = await takeSnapshot(weightsOf(network, "all"));
    return { ...result, gradients, weights };
  } finally {
    step.dispose();
    network.dispose();
    loss.dispose();
  }
}

/**
 * Holds each array to another, relative to its largest number; an array of nothing but rounding (the
 * gradient of the last bias is 0, since distances do not feel it) to 1 % of the largest of all.
 */
function expectClose(actual: Snapshot, expected: Snapshot, tolerance = 1e-5): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  const largest = (values: Float32Array) => Math.max(...values.map(Math.abs));
  const floor = 0.01 * Math.max(...[...expected.values()].map(({ values }) => largest(values)));
  for (const [name, { values }] of expected) {
    const differences = values.map((value, i) => value - actual.get(name)!.values[i]);
    const relative = largest(differences) / Math.max(largest(values), floor);
    expect(relative, name).toBeLessThan(tolerance);
  }
}

describe.each(["cpu", "onnx"] as const)("a step in micro-batches on %s", (engineName) => {
  let session: EngineSession;
  let before = 0;
  beforeAll(async () => {
    session = await (await engineByName(engineName)).start({ threads: 1 });
    before = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(before));
  afterAll(() => session.dispose());

  it.each([1, 3, 6])(
    "has the gradients of one piece over all pairs, %i at a time",
    async (chunk) => {
      const whole = await firstStep({}, undefined);
      const pieces = await firstStep({}, chunk);
      expect(whole.gradients.get("loss/margin/threshold")?.values[0]).not.toBe(0);
      expectClose(pieces.gradients, whole.gradients);
      expectClose(pieces.weights, whole.weights);
      expect(pieces.loss).toBeCloseTo(whole.loss, 5);
      for (const [name, value] of Object.entries(whole.diagnostics)) {
        expect(pieces.diagnostics[name]).toBeCloseTo(value, 4);
      }
    },
  );

  it("has the gradients of one piece over listed pairs, in the plain norm", async () => {
    const loss = { norm: "l2", threshold: { initial: 2, learned: true } };
    const whole = await firstStep({}, undefined, { pairs: listed }, loss);
    const pieces = await firstStep({}, 4, { pairs: listed }, loss);
    expectClose(pieces.gradients, whole.gradients);
    expect(pieces.loss).toBeCloseTo(whole.loss, 5);
  });

  it("has the gradients of one piece with dropout: the same units of an image are dropped", async () => {
    const whole = await firstStep({ dropout: true }, undefined);
    const pieces = await firstStep({ dropout: true }, 4);
    const others = await firstStep({ dropout: true }, 4, { seed: 8 });
    const without = await firstStep({}, undefined);
    expectClose(pieces.gradients, whole.gradients);
    expect(pieces.loss).not.toBe(others.loss);
    expect(pieces.loss).not.toBe(without.loss);
  });

  it("has the gradients of one piece with penalties on activity and on weights", async () => {
    const charge = (output: tf.Tensor) => tf.mean(tf.square(output), [1, 2, 3]) as tf.Tensor1D;
    const rules = { ...noRules, activityPenalties: new Map([["relu3", charge]]) };
    const whole = await firstStep({ regularised: true }, undefined, {}, {}, rules);
    const pieces = await firstStep({ regularised: true }, 3, {}, {}, rules);
    const without = await firstStep({}, 3);
    expectClose(pieces.gradients, whole.gradients);
    expect(pieces.loss).toBeCloseTo(whole.loss, 5);
    expect(pieces.loss).toBeCloseTo(without.loss, 5);
    expect(pieces.diagnostics.penalty / whole.diagnostics.penalty).toBeCloseTo(1, 5);
    expect(whole.diagnostics.penalty).toBeGreaterThan(0.1);
    expect(without.diagnostics).not.toHaveProperty("penalty");
  });

  it("normalises each chunk by itself, and moves the running averages once, by the mean of the chunks", async () => {
    const pieces = await firstStep({ batchNormalisation: true }, 4);
    const whole = await firstStep({ batchNormalisation: true }, undefined);
    const expected = await normalisedByChunk(4);
    expectClose(pieces.gradients, expected.gradients);
    expectClose(pieces.weights, expected.weights);
    expect(pieces.loss).toBeCloseTo(expected.loss, 4);
    expect(Math.abs(whole.loss - pieces.loss)).toBeGreaterThan(1e-3);
  });

  it("takes a batch that fits into one chunk in one piece", async () => {
    const whole = await firstStep({ batchNormalisation: true }, undefined);
    const pieces = await firstStep({ batchNormalisation: true }, images);
    expectClose(pieces.gradients, whole.gradients, 1e-12);
  });

  it("keeps no tensor from step to step", async () => {
    const loss = await createLoss();
    const network = smallNetwork({ batchNormalisation: true, dropout: true });
    const step = new TrainingStep(network, loss, { ...settings, microBatch: 4 });
    const counts: number[] = [];
    for (let i = 0; i < 4; i++) {
      await step.run(input);
      counts.push(tf.memory().numTensors);
    }
    expect(new Set(counts).size).toBe(1);
    step.dispose();
    network.dispose();
    loss.dispose();
  });

  it("refuses a batch that cannot be cut into chunks of one size, and names one that fits", async () => {
    await expect(firstStep({}, 5)).rejects.toThrow(
      /batches of 12 images .* chunks of 5.*such as 4/,
    );
  });

  it("refuses layers that cannot compute the same twice", async () => {
    const network = layers.sequential({
      layers: [layers.layers.gaussianNoise({ stddev: 1, inputShape: [3], name: "noise" })],
    });
    const loss = await createLoss();
    expect(() => new TrainingStep(network, loss, { ...settings, microBatch: 4 })).toThrow(
      /the layer "noise" draws from Math.random/,
    );
    loss.dispose();
    network.dispose();
  });
});

describe("a step in micro-batches on onnx", () => {
  it("compiles four graphs, in the first step", async () => {
    const engine = await engineByName("onnx");
    const session = await engine.start({ threads: 1 });
    const here = dirname(fileURLToPath(import.meta.url));
    const { onnxBackendStatistics } = (await importModule("@multibatch/engine-onnx", here)) as {
      onnxBackendStatistics: () => { sessionsCompiled: number; runs: number };
    };
    const loss = await createLoss();
    const network = smallNetwork({ batchNormalisation: true, dropout: true });
    const step = new TrainingStep(network, loss, { ...settings, microBatch: 3 });
    const statistics = [];
    for (let i = 0; i < 4; i++) {
      await step.run(input);
      statistics.push({ ...onnxBackendStatistics() });
    }
    expect(statistics[3].sessionsCompiled).toBe(statistics[1].sessionsCompiled);
    // Four chunks embedded, the loss, four chunks on their way back, the update.
    expect(statistics[3].runs - statistics[2].runs).toBe(10);
    step.dispose();
    network.dispose();
    loss.dispose();
    await session.dispose();
  });
});

/** The step written out: chunks as branches of one function, which is differentiated as a whole. */
async function normalisedByChunk(chunk: number): Promise<Omit<FirstStep, "diagnostics">> {
  const loss = await createLoss();
  tf.engine().startScope();
  const network = smallNetwork({ batchNormalisation: true });
  const trained = weightsOf(network, "trainable");
  const averages = [...weightsOf(network, "all")].filter(([name]) => !trained.has(name));
  const starts = averages.map(([, variable]) => variable.clone());
  const sums = averages.map(([, { shape }]) => tf.zeros(shape));
  const variables = new Map([
    ...trained,
    ...Object.entries(loss.variables()).map(([name, v]) => [`loss/${name}`, v] as const),
  ]);
  const all = tf.tensor4d(input.images as Float32Array, [images, 12, 12, 3]);
  const { value, grads } = tf.variableGrads(() => {
    const embeddings = tf.concat(
      tf.split(all, images / chunk).map((part) => {
        const result = network.apply(part, { training: true }) as tf.Tensor2D;
        averages.forEach(([, variable], i) => {
          const before = sums[i];
          sums[i] = tf.keep(tf.add(before, variable));
          before.dispose();
          variable.assign(starts[i]);
        });
        return result;
      }),
    );
    return loss.compute(embeddings as tf.Tensor2D, lossBatchOf(input.identities, "all"));
  }, [...variables.values()]);
  averages.forEach(([, variable], i) => {
    variable.assign(tf.div(sums[i], images / chunk));
  });
  for (const variable of variables.values()) {
    variable.assign(tf.sub(variable, tf.mul(grads[variable.name], input.learningRate)));
  }
  const gradients: Snapshot = new Map(
    await Promise.all(
      [...variables].map(async ([name, variable]) => {
        const gradient = grads[variable.name];
        const values = Float32Array.from(await gradient.data());
        return [name, { shape: gradient.shape, values }] as const;
      }),
    ),
  );
  const weights = await takeSnapshot(weightsOf(network, "all"));
  const [number] = await value.data();
  tf.dispose(sums);
  tf.engine().endScope();
  network.dispose();
  loss.dispose();
  return { loss: number, gradients, weights };
}
