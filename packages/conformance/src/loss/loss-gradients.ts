import { type Loss, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { evaluate, type LossExample, toTensors } from "./loss-example.js";

/** Compares directional derivatives, in the embeddings and in each variable of the loss. */
export function expectGradientsMatch(loss: Loss, example: LossExample): void {
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

/** Euclidean. */
export function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}
