import type { LabelledDistances } from "../metrics/labelled-distances.js";

/** The generator of Park and Miller (1988): s ← 16807·s mod (2³¹−1). */
export function parkMiller(seed: number): () => number {
  let state = seed;
  return () => {
    state = (16807 * state) % 2147483647;
    return state;
  };
}

/**
 * Ten folds of 300 same and then 300 different pairs, as in LFW's View 2, at made-up distances whose
 * metrics are known from independent code.
 */
export function parkMillerFolds(): LabelledDistances[] {
  const draw = parkMiller(42);
  return Array.from({ length: 10 }, (_, fold) => {
    const distances = new Float64Array(600);
    const same = new Uint8Array(600).fill(1, 0, 300);
    for (let pair = 0; pair < 600; pair++) {
      const sum = (draw() % 10000) + (draw() % 10000);
      const base = same[pair]
        ? 3000 + Math.floor((7 * sum) / 10)
        : 9000 + Math.floor((9 * sum) / 10);
      distances[pair] = (base + 200 * fold + 0.5) / 10000;
    }
    return { distances, same };
  });
}

/** 0.00, 0.01, …, 3.99. */
export const parkMillerThresholds = Float64Array.from({ length: 400 }, (_, i) => i / 100);
