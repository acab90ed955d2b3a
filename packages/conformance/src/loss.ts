import { type Loss, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients of tfjs, which the core alone does not in Node.
import "@tensorflow/tfjs-layers";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

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

/** A batch in plain numbers. */
interface LossExample {
  readonly name: string;
  /** `[k, dimensions]`, row by row. */
  readonly embeddings: readonly number[];
  readonly identities: readonly number[];
  /** A list holds positions, two for each pair. */
  readonly pairs: "all" | readonly number[];
}

const dimensions = 3;

/** At three scales, so that a loss with a margin has active pairs in one of them at least. */
const examples: readonly LossExample[] = [0.3, 1, 4].flatMap((scale) => {
  const random = new Random(21);
  const identities = [5, 5, 902, 902, 902, 17, 3];
  const embeddings = Array.from({ length: identities.length * dimensions }, () =>
    random.normal(0, scale),
  );
  const list = [0, 1, 2, 4, 3, 5, 6, 0, 1, 2, 5, 6, 4, 2];
  return [
    { name: `all pairs, scale ${scale}`, embeddings, identities, pairs: "all" as const },
    { name: `listed pairs, scale ${scale}`, embeddings, identities, pairs: list },
  ];
});

async function startCpu(): Promise<void> {
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
}

function toTensors(example: LossExample) {
  const k = example.identities.length;
  const { pairs } = example;
  return {
    embeddings: tf.tensor2d([...example.embeddings], [k, dimensions]),
    identities: tf.tensor1d([...example.identities], "int32"),
    pairs: pairs === "all" ? pairs : tf.tensor2d([...pairs], [pairs.length / 2, 2], "int32"),
  };
}

function evaluate(loss: Loss, example: LossExample) {
  return tf.tidy(() => {
    const batch = toTensors(example);
    const { value, grad } = tf.valueAndGrad((embeddings: tf.Tensor) =>
      loss.compute(embeddings as tf.Tensor2D, batch),
    )(batch.embeddings);
    expect(value.shape).toEqual([]);
    return {
      value: value.dataSync()[0],
      gradient: Array.from(grad.dataSync()),
      diagnostics: Array.from(loss.diagnose(batch.embeddings, batch).dataSync()),
    };
  });
}

/** Compares directional derivatives, in the embeddings and in each variable of the loss. */
function expectGradientsMatch(loss: Loss, example: LossExample): void {
  const { gradient } = evaluate(loss, example);
  const random = new Random(8);
  const valueAt = (embeddings: readonly number[]) =>
    tf.tidy(() => {
      const batch = toTensors({ ...example, embeddings });
      return loss.compute(batch.embeddings, batch).dataSync()[0];
    });
  const smooth = Array.from({ length: 24 }, () => {
    const raw = example.embeddings.map(() => random.normal());
    const direction = raw.map((x) => x / norm(raw));
    const slope = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
    return matchesSlope(
      (t) => valueAt(example.embeddings.map((x, i) => x + t * direction[i])),
      slope,
      norm(gradient),
    );
  });
  expect(smooth.filter(Boolean).length, "directions without a kink").toBeGreaterThanOrEqual(4);

  for (const variable of Object.values(loss.variables())) {
    const before = variable.dataSync().slice();
    const slopes = variableGradient(loss, example, variable);
    for (let i = 0; i < before.length; i++) {
      const moved = (t: number) => {
        const values = before.slice();
        values[i] += t;
        assign(variable, values);
        const value = valueAt(example.embeddings);
        assign(variable, before);
        return value;
      };
      matchesSlope(moved, slopes[i], norm(slopes));
    }
  }
}

/**
 * Expects the derivative of `value` at 0 to be `slope`. Returns false, and expects nothing, where
 * the differences to the left and to the right disagree: a hinge has no derivative in its kink.
 */
function matchesSlope(value: (t: number) => number, slope: number, scale: number): boolean {
  const step = 2e-3;
  const [left, middle, right] = [value(-step), value(0), value(step)];
  // A float32 loss carries a relative error of about 1e-6, which the division by the step enlarges.
  const tolerance = 5e-3 * scale + (2e-6 * Math.max(1, Math.abs(middle))) / step;
  const kink = Math.abs((right - 2 * middle + left) / step);
  if (kink > tolerance) return false;
  expect(Math.abs((right - left) / (2 * step) - slope)).toBeLessThanOrEqual(tolerance);
  return true;
}

function variableGradient(loss: Loss, example: LossExample, variable: tf.Variable): number[] {
  return tf.tidy(() => {
    const batch = toTensors(example);
    const { grads } = tf.variableGrads(() => loss.compute(batch.embeddings, batch), [variable]);
    return Array.from(grads[variable.name].dataSync());
  });
}

function assign(variable: tf.Variable, values: ArrayLike<number>): void {
  tf.tidy(() => variable.assign(tf.tensor(Float32Array.from(values), variable.shape)));
}

function permute(example: LossExample, order: readonly number[]): LossExample {
  const position = new Map(order.map((from, to) => [from, to]));
  return {
    ...example,
    embeddings: order.flatMap((from) =>
      example.embeddings.slice(from * dimensions, (from + 1) * dimensions),
    ),
    identities: order.map((from) => example.identities[from]),
    pairs: example.pairs === "all" ? "all" : example.pairs.map((i) => position.get(i)!),
  };
}

function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}

function expectClose(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}
