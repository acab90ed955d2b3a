import { type Loss, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients of tfjs, which the core alone does not in Node.
import "@tensorflow/tfjs-layers";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  dimensions,
  evaluate,
  examples,
  type LossExample,
  permute,
  toTensors,
} from "./loss/loss-example.js";
import { expectGradientsMatch, norm } from "./loss/loss-gradients.js";

/** What the suite must know about a loss. */
export interface LossSuiteOptions {
  /** Whether moving all embeddings by one vector leaves the loss alone. Default true. */
  readonly translationInvariant?: boolean;
  /** Makes the tfjs backend active that the suite runs on. By default tfjs-cpu. */
  readonly start?: () => Promise<unknown>;
}

/**
 * Registers the vitest suite that every loss is held to: a finite scalar, 0 where there is no pair,
 * blind to the order of the batch, gradients that match finite differences, no leaked tensor.
 *
 * @param create makes a fresh loss; `build` and `dispose` are called by the suite
 */
export function testLoss(
  name: string,
  create: () => Promise<Loss> | Loss,
  options: LossSuiteOptions = {},
): void {
  const { translationInvariant = true, start = startCpu } = options;

  describe(`loss ${name}`, () => {
    let tensorsBefore = 0;
    let loss: Loss;

    beforeAll(async () => {
      tf.enableProdMode();
      await start();
    });
    beforeEach(async () => {
      tensorsBefore = tf.memory().numTensors;
      loss = await create();
      loss.build();
    });
    afterEach(() => {
      loss.dispose();
      expect(tf.memory().numTensors, "dispose() releases every tensor").toBe(tensorsBefore);
    });

    it("speaks contract 1 and names its distance, variables and diagnostics", () => {
      expect(loss.contract).toBe(1);
      expect(["squared-l2", "l2", "l1", "lp"]).toContain(loss.distance.norm);
      expect(new Set(loss.diagnosticNames).size).toBe(loss.diagnosticNames.length);
      for (const variable of Object.values(loss.variables())) {
        expect(variable).toBeInstanceOf(tf.Variable);
      }
    });

    for (const example of examples) {
      it(`gives a finite scalar and one number per diagnostic (${example.name})`, () => {
        const { value, diagnostics } = evaluate(loss, example);
        expect(Number.isFinite(value)).toBe(true);
        expect(diagnostics.length).toBe(loss.diagnosticNames.length);
        for (const diagnostic of diagnostics) expect(Number.isFinite(diagnostic)).toBe(true);
      });

      it(`has the gradient that finite differences show (${example.name})`, () => {
        expectGradientsMatch(loss, example);
      });

      it(`does not mind the order of the batch (${example.name})`, () => {
        const whole = evaluate(loss, example);
        const order = new Random(3).shuffle([...example.identities.keys()]);
        const permuted = evaluate(loss, permute(example, order));
        expectClose(permuted.value, whole.value, 1e-5);
        order.forEach((from, to) => {
          const row = whole.gradient.slice(from * dimensions, (from + 1) * dimensions);
          const moved = permuted.gradient.slice(to * dimensions, (to + 1) * dimensions);
          for (let d = 0; d < dimensions; d++) expectClose(moved[d], row[d], 1e-4);
        });
      });

      it.runIf(translationInvariant)(`ignores a common shift (${example.name})`, () => {
        const { value, gradient } = evaluate(loss, example);
        for (let d = 0; d < dimensions; d++) {
          const column = gradient.filter((_g, i) => i % dimensions === d);
          expectClose(
            column.reduce((sum, g) => sum + g, 0),
            0,
            1e-4 * Math.max(1, norm(gradient)),
          );
        }
        const embeddings = example.embeddings.map((x, i) => x + [0.5, -1, 2][i % dimensions]);
        expectClose(evaluate(loss, { ...example, embeddings }).value, value, 1e-4);
      });

      it(`gives a finite gradient where all points are one (${example.name})`, () => {
        const embeddings = example.embeddings.map((_x, i) => [0.3, -0.2, 1.1][i % dimensions]);
        const { value, gradient } = evaluate(loss, { ...example, embeddings });
        expect(Number.isFinite(value)).toBe(true);
        expect(gradient.every(Number.isFinite)).toBe(true);
      });
    }

    it("is 0, with a gradient of 0, for one image and for an empty list of pairs", () => {
      const one: LossExample = {
        name: "one image",
        embeddings: [1, 2, 3],
        identities: [4],
        pairs: "all",
      };
      for (const example of [one, { ...examples[0], pairs: [] }]) {
        const { value, gradient, diagnostics } = evaluate(loss, example);
        expect(Math.abs(value)).toBe(0);
        expect(gradient.every((g) => g === 0)).toBe(true);
        expect(diagnostics.some(Number.isNaN)).toBe(false);
      }
    });

    it("is finite where all images are of one identity, and where each is of its own", () => {
      const { embeddings, pairs } = examples[0];
      for (const identities of [[1, 1, 1, 1, 1, 1, 1], [...Array(7).keys()]]) {
        const result = evaluate(loss, { name: "one kind", embeddings, identities, pairs });
        expect(Number.isFinite(result.value)).toBe(true);
        expect(result.gradient.every(Number.isFinite)).toBe(true);
      }
    });

    it("leaves nothing but its results behind", () => {
      const batch = toTensors(examples[0]);
      const before = tf.memory().numTensors;
      const value = loss.compute(batch.embeddings, batch);
      expect(tf.memory().numTensors).toBe(before + 1);
      const diagnostics = loss.diagnose(batch.embeddings, batch);
      expect(tf.memory().numTensors).toBe(before + 2);
      tf.dispose([value, diagnostics]);
      loss.constrain?.();
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([batch.embeddings, batch.identities]);
    });

    it("trains its own variables beside the network's under tf.variableGrads", () => {
      const batch = toTensors(examples[0]);
      const weights = tf.variable(batch.embeddings);
      const before = tf.memory().numTensors;
      const own = Object.values(loss.variables());
      const { value, grads } = tf.variableGrads(
        () => loss.compute(tf.mul(weights, 1.5), batch),
        [weights, ...own],
      );
      expect(Object.keys(grads).length).toBe(1 + own.length);
      for (const gradient of Object.values(grads)) {
        expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
      }
      tf.dispose([value, grads]);
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([weights, batch.embeddings, batch.identities]);
    });

    it("keeps its variables where they were when nothing is out of bounds", () => {
      const read = () => Object.values(loss.variables()).map((v) => Array.from(v.dataSync()));
      const before = read();
      loss.constrain?.();
      expect(read()).toEqual(before);
    });
  });
}

async function startCpu(): Promise<void> {
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
}

function expectClose(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}
