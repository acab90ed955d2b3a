import { type Engine, type EngineSession, messageOf, Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrayOperations } from "./engine/array-operations.js";
import { expectClose, takeValues, type Values } from "./engine/compare.js";
import type { EngineCase } from "./engine/engine-case.js";
import { gradientCases } from "./engine/gradients.js";
import { networkOperations } from "./engine/network-operations.js";
import { trainBriefly } from "./engine/training.js";

/**
 * Greatest difference from tfjs-cpu, as a share of the greatest magnitude in the tensor: about a
 * hundred roundings of float32. It is the same for every engine.
 */
export const engineTolerance = 1e-5;

/** Greatest relative difference of a loss within 20 training steps, in which differences grow. */
export const trainingTolerance = 1e-4;

/** What an engine is held to. */
export interface EngineSuiteOptions {
  /** Whether it computes gradients; by default it must. */
  readonly trains?: boolean;
}

const reference = "cpu";

/** Milliseconds: graphics drivers in software switch threads at every barrier, on a busy machine for minutes. */
const patience = 600_000;

/**
 * Holds an engine to the contract: it starts, computes like tfjs-cpu, trains, leaks nothing, and
 * leaves nothing behind. Where it cannot run, the suite is skipped aloud with its reason.
 */
export function testEngine(
  name: string,
  create: () => Promise<Engine>,
  { trains = true }: EngineSuiteOptions = {},
): void {
  describe(`engine ${name}`, async () => {
    tf.enableProdMode();
    const engine = await create();
    const availability = await engine.availability().catch((error: unknown) => ({
      available: false as const,
      reason: `availability() threw, which it must not: ${messageOf(error)}`,
      remedy: "",
    }));

    it("has contract 1, a name and a description", () => {
      expect(engine.contract).toBe(1);
      expect(engine.name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(engine.description.length).toBeGreaterThan(10);
    });

    it("says whether it is available without throwing or touching tfjs", async () => {
      const before = [tf.getBackend(), Object.keys(tf.engine().registry)];
      const answer = await engine.availability();
      expect([tf.getBackend(), Object.keys(tf.engine().registry)]).toEqual(before);
      if (answer.available) {
        expect(answer.detail.length).toBeGreaterThan(0);
      } else {
        expect(answer.reason.length).toBeGreaterThan(10);
        expect(answer.remedy.length).toBeGreaterThan(10);
      }
    });

    if (!availability.available) {
      const why = `${availability.reason} ${availability.remedy}`;
      console.warn(`SKIPPED: engine ${name} cannot run here. ${why}`);
      it("throws an EngineError when started all the same", async () => {
        await expect(engine.start()).rejects.toMatchObject({ name: "EngineError" });
      });
      it.skip(`computes like tfjs-cpu (not available: ${why})`);
      return;
    }

    testLife(engine);
    testComputing(engine, trains);
  });
}

function testLife(engine: Engine): void {
  it("becomes the active backend, and is removed on dispose, twice over", async () => {
    for (let round = 0; round < 2; round++) {
      await tf.setBackend(reference);
      const before = tf.memory().numTensors;
      const session = await engine.start();
      expect(tf.getBackend()).toBe(session.backend);
      expect(session.threads).toBeGreaterThanOrEqual(1);
      expect(session.fallbacks()).toEqual({});

      const sum = tf.tidy(() => tf.sum(tf.square(tf.tensor1d([1, 2, 3]))));
      expect(await sum.data()).toEqual(Float32Array.of(14));
      sum.dispose();

      await session.dispose();
      expect(Object.keys(tf.engine().registry)).not.toContain(session.backend);
      expect(tf.getBackend()).not.toBe(session.backend);
      await tf.setBackend(reference);
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it("leaves the process's exception handlers as they were", async () => {
    const handlers = () =>
      (["uncaughtException", "unhandledRejection"] as const).map((event) =>
        process.listeners(event as "uncaughtException"),
      );
    const before = handlers();
    const session = await engine.start();
    expect(handlers()).toEqual(before);
    await session.dispose();
    expect(handlers()).toEqual(before);
  });
}

function testComputing(engine: Engine, trains: boolean): void {
  describe("computing", () => {
    let session: EngineSession;
    beforeAll(async () => {
      session = await engine.start();
    });
    afterAll(async () => {
      await session.dispose();
    });

    describe("operations", () => {
      for (const example of [...networkOperations, ...arrayOperations]) {
        it(example.name, () => expectLikeReference(example, session));
      }
    });

    describe.runIf(trains)("gradients", () => {
      for (const example of gradientCases) {
        it(example.name, () => expectLikeReference(example, session));
      }
    });

    it.runIf(trains)(
      "trains a small network like tfjs-cpu, without leaking a tensor",
      async () => {
        await tf.setBackend(reference);
        const expected = await trainBriefly(20);
        await tf.setBackend(session.backend);
        const before = tf.memory().numTensors;
        const actual = await trainBriefly(20);
        expect(tf.memory().numTensors).toBe(before);

        expect(new Set(actual.tensors).size).toBe(1);
        const progress = expected.losses[19] / expected.losses[0];

        expect(progress).toBeGreaterThan(0.1);
        expect(progress).toBeLessThan(0.8);
        for (const [step, loss] of expected.losses.entries()) {
          const difference = Math.abs(actual.losses[step] - loss);
          expect(difference, `loss of step ${step}`).toBeLessThanOrEqual(trainingTolerance * loss);
        }
      },
      patience,
    );

    it("gives numbers back as they came", async () => {
      await tf.setBackend(session.backend);
      const tensors = [
        tf.tensor2d([1.5, -0, 3e38, 1e-38, Number.NaN, Number.POSITIVE_INFINITY], [2, 3]),
        tf.tensor1d([2147483647, -2147483648, 0], "int32"),
        tf.tensor1d([true, false, true], "bool"),
        tf.scalar(-2.25),
        tf.tensor2d([], [0, 3]),
        tf.tensor1d([], "int32"),
      ];
      const given = [
        [1.5, -0, Math.fround(3e38), Math.fround(1e-38), Number.NaN, Number.POSITIVE_INFINITY],
        [2147483647, -2147483648, 0],
        [1, 0, 1],
        [-2.25],
        [],
        [],
      ];
      for (const [i, tensor] of tensors.entries()) {
        expect(Array.from(await tensor.data())).toEqual(given[i]);
      }
      tf.dispose(tensors);
    });

    it("adopts numbers that are given away, if it has a way to", async () => {
      await tf.setBackend(session.backend);
      if (!session.adopt) return;
      const before = tf.memory();
      const values = Float32Array.from({ length: 24 }, (_, i) => i - 7.5);
      const tensor = session.adopt(values, [2, 3, 4]);
      expect([tensor.shape, tensor.dtype]).toEqual([[2, 3, 4], "float32"]);
      const doubled = tf.mul(tensor, 2);
      expect(Array.from(await doubled.data())).toEqual(Array.from(values, (value) => 2 * value));
      expect(Array.from(await tensor.data())).toEqual(Array.from(values));
      tf.dispose([tensor, doubled]);
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    });

    it("reads many tensors at a time", async () => {
      await tf.setBackend(session.backend);
      const tensors = Array.from({ length: 12 }, (_, i) =>
        tf.tidy(() => tf.mul(tf.range(0, 50), i)),
      );
      const read = await Promise.all(tensors.map((tensor) => tensor.data()));
      for (const [i, data] of read.entries()) {
        expect(Array.from(data)).toEqual(Array.from({ length: 50 }, (_, j) => i * j));
      }
      tf.dispose(tensors);
    });

    it("frees what is disposed: numTensors and buffers stay flat", async () => {
      await tf.setBackend(session.backend);
      const work = async () => {
        const sum = tf.tidy(() => tf.sum(tf.matMul(tf.ones([8, 8]), tf.ones([8, 8]))));
        await sum.data();
        sum.dispose();
      };
      await work();
      const before = tf.memory();
      for (let i = 0; i < 10; i++) await work();
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    });
  });
}

async function expectLikeReference(example: EngineCase, session: EngineSession): Promise<void> {
  const expected = await evaluate(example, reference);
  const before = tf.memory().numTensors;
  const actual = await evaluate(example, session.backend);
  expect(tf.memory().numTensors, "tensors left over").toBe(before);
  expect(actual.length).toBe(expected.length);
  for (const [i, values] of actual.entries()) {
    expectClose(values, expected[i], engineTolerance, `${example.name}, result ${i}`);
  }
}

async function evaluate(example: EngineCase, backend: string): Promise<Values[]> {
  await tf.setBackend(backend);
  const results = tf.tidy(() => example.run(new Random(42)));
  return takeValues(Array.isArray(results) ? results : [results]);
}
