import { type Distance, distanceBetween } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients of tfjs.
import "@tensorflow/tfjs-layers";
import { expect } from "vitest";
import { type PairMarginSettings, pairMarginLoss } from "../pair-margin-loss.js";

export type Points = readonly (readonly number[])[];
export type Weights = PairMarginSettings["weights"] | "same" | "different";

/** The loss by its definition, pair by pair, in double precision: the second implementation. */
export function reference(
  points: Points,
  identities: readonly number[],
  theta: number,
  distance: Distance,
  { margin = 1, weights = "uniform" as Weights, pairs = allPairs(points.length) } = {},
): number {
  const sums = { same: 0, different: 0 };
  const counts = { same: 0, different: 0 };
  for (const [i, j] of pairs) {
    const kind = identities[i] === identities[j] ? "same" : "different";
    const y = kind === "same" ? 1 : -1;
    sums[kind] += Math.max(
      0,
      margin - y * (theta - distanceBetween(points[i], points[j], distance)),
    );
    counts[kind]++;
  }
  const mean = (kind: "same" | "different") => (counts[kind] ? sums[kind] / counts[kind] : 0);
  if (weights === "same" || weights === "different") return mean(weights);
  if (pairs.length === 0) return 0;
  if (weights === "uniform") return (sums.same + sums.different) / pairs.length;
  const kinds = Math.min(counts.same, 1) + Math.min(counts.different, 1);
  return (mean("same") + mean("different")) / kinds;
}

export function allPairs(k: number): [number, number][] {
  return Array.from({ length: k * k }, (_, n): [number, number] => [
    Math.floor(n / k),
    n % k,
  ]).filter(([i, j]) => i !== j);
}

/** Central differences of a double-precision function of the points. */
export function slopes(points: Points, value: (points: Points) => number, step = 1e-6): number[][] {
  return points.map((row, i) =>
    row.map((_x, d) => {
      const moved = (t: number) =>
        points.map((r, n) => (n === i ? r.map((x, m) => (m === d ? x + t : x)) : r));
      return (value(moved(step)) - value(moved(-step))) / (2 * step);
    }),
  );
}

export interface Case {
  readonly distance: Distance;
  readonly weights?: PairMarginSettings["weights"];
  readonly margin?: number;
  readonly pairs?: readonly (readonly [number, number])[];
}

/** The loss and its gradients under test, in plain numbers; expects no tensor to be left. */
export function compute(
  points: Points,
  identities: readonly number[],
  theta: number,
  { distance, weights = "uniform", margin = 1, pairs }: Case,
) {
  const before = tf.memory().numTensors;
  const result = tf.tidy(() => {
    const batch = {
      identities: tf.tensor1d([...identities], "int32"),
      pairs: pairs ? tf.tensor2d(pairs.flat(), [pairs.length, 2], "int32") : ("all" as const),
    };
    const embeddings = tf.tensor2d(points.map((row) => [...row]));
    const { value, grads } = tf.valueAndGrads((f: tf.Tensor, t: tf.Tensor) =>
      pairMarginLoss(f as tf.Tensor2D, batch, t, { distance, margin, weights }),
    )([embeddings, tf.scalar(theta)]);
    return {
      value: value.dataSync()[0],
      gradient: grads[0].arraySync() as number[][],
      thetaGradient: grads[1].dataSync()[0],
    };
  });
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

export function expectRows(actual: Points, expected: Points, tolerance: number): void {
  const scale = Math.max(1, ...expected.flat().map(Math.abs));
  actual.forEach((row, i) => {
    row.forEach((x, d) => {
      expect(Math.abs(x - expected[i][d])).toBeLessThanOrEqual(tolerance * scale);
    });
  });
}

export const squared: Distance = { norm: "squared-l2" };
export const norms: readonly Distance[] = [
  squared,
  { norm: "l2" },
  { norm: "l1" },
  { norm: "lp", p: 1 },
  { norm: "lp", p: 1.5 },
  { norm: "lp", p: 2 },
  { norm: "lp", p: 3 },
];
export const nameOf = (distance: Distance) => JSON.stringify(distance);
