import { type Distance, distanceBetween, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { embeddingSpread } from "./embedding-spread.js";
import { distanceOf, normSchema } from "./norm.js";
import { pairDistances } from "./pair-distances.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const random = new Random(6);
const points = Array.from({ length: 6 }, () => [0, 1, 2].map(() => random.normal()));
const list: readonly (readonly [number, number])[] = [
  [0, 1],
  [2, 5],
  [5, 2],
  [3, 0],
];
const norms = (["squared-l2", "l2", "l1", { p: 3 }] as const).map((norm) => distanceOf(norm));

/** Σ weight · distance of all ordered or of the listed pairs, in double precision. */
function weighted(at: readonly number[][], distance: Distance, pairs: typeof list | "all"): number {
  if (pairs !== "all") {
    return pairs.reduce(
      (sum, [i, j], t) => sum + (t + 1) * distanceBetween(at[i], at[j], distance),
      0,
    );
  }
  let sum = 0;
  at.forEach((first, i) => {
    at.forEach((second, j) => {
      if (i !== j) sum += (1 + i + j) * distanceBetween(first, second, distance);
    });
  });
  return sum;
}

function evaluate(distance: Distance, pairs: typeof list | "all", at = points) {
  const before = tf.memory().numTensors;
  const result = tf.tidy(() => {
    const tensor = pairs === "all" ? pairs : tf.tensor2d(pairs.flat(), [pairs.length, 2], "int32");
    const metric = pairDistances(tensor, distance);
    const embeddings = tf.tensor2d(at);
    const distances = metric.distances(embeddings);
    const weights =
      pairs === "all"
        ? tf.tensor2d(at.map((_, i) => at.map((_row, j) => (i === j ? 0 : 1 + i + j))))
        : tf.tensor1d(pairs.map((_, t) => t + 1));
    const gradient = metric.gradient(embeddings, distances, weights);
    return {
      distances: distances.arraySync(),
      gradient: gradient.arraySync(),
    };
  });
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

describe.each(norms)("$norm", (distance) => {
  it.each(["all", "listed"] as const)(
    "%s pairs: distances and gradient by the definition",
    (kind) => {
      const pairs = kind === "all" ? "all" : list;
      const { distances, gradient } = evaluate(distance, pairs);
      if (pairs === "all") {
        points.forEach((first, i) => {
          points.forEach((second, j) => {
            const expected = distanceBetween(first, second, distance);
            expect((distances as number[][])[i][j]).toBeCloseTo(expected, 5);
          });
        });
      } else {
        pairs.forEach(([i, j], t) => {
          const expected = distanceBetween(points[i], points[j], distance);
          expect((distances as number[])[t]).toBeCloseTo(expected, 5);
        });
      }
      points.forEach((row, i) => {
        row.forEach((_x, d) => {
          const moved = (t: number) =>
            points.map((r, n) => (n === i ? r.map((x, m) => (m === d ? x + t : x)) : r));
          const slope =
            (weighted(moved(1e-5), distance, pairs) - weighted(moved(-1e-5), distance, pairs)) /
            2e-5;
          expect(gradient[i][d]).toBeCloseTo(slope, 3);
        });
      });
    },
  );

  it("has a gradient of 0 where embeddings coincide", () => {
    const one = points.map(() => [2, -1, 0.5]);
    for (const pairs of ["all", list] as const) {
      const { gradient } = evaluate(distance, pairs, one);
      expect(gradient.flat().every((x) => Math.abs(x) === 0)).toBe(true);
    }
  });
});

describe("norm", () => {
  it("names what it expects", () => {
    expect(normSchema.safeParse("l3").error?.message).toContain('expected \\"squared-l2\\"');
    expect(distanceOf({ p: 4 })).toEqual({ norm: "lp", p: 4 });
  });
});

describe("embeddingSpread", () => {
  it("is the root mean square distance from the mean", () => {
    const spread = tf.tidy(() =>
      embeddingSpread(
        tf.tensor2d([
          [0, 0],
          [2, 0],
          [2, 0],
        ]),
      ).dataSync(),
    );
    expect(spread[0]).toBeCloseTo(Math.sqrt(8 / 9), 6);
  });
});
