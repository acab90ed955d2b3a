import type { LossGradients } from "./loss-gradients.js";
import { projectGradient, type Sensitivities } from "./sensitivities.js";

/** Rows that go through the loss at once (our choice): enough to be worth a call, small enough to be cheap. */
const rowsAtOnce = 128;

/**
 * Gradients of the mean loss across pairs of units, a unit being K images: over the K² pairs of an
 * image of the one and an image of the other. `[r]` for each pair of units.
 *
 * Many pairs of units go through the loss in one call, in rows of their own.
 *
 * @param gradients of the loss with uniform weights
 */
export function acrossUnits(
  gradients: LossGradients,
  sensitivities: Sensitivities,
  pairs: readonly (readonly [Int32Array, Int32Array])[],
): Promise<Float64Array[]> {
  const size = pairs[0][0].length;
  const list = (base: number) =>
    range(size).flatMap((i) => range(size).map((j) => [base + i, base + size + j]));
  return inStacks(
    gradients,
    sensitivities,
    pairs.map(([first, second]) => Int32Array.of(...first, ...second)),
    list,
  );
}

/** Gradients of the mean loss over the pairs within each unit of K ≥ 2 images: `[r]` each. */
export function withinUnits(
  gradients: LossGradients,
  sensitivities: Sensitivities,
  units: readonly Int32Array[],
): Promise<Float64Array[]> {
  const size = units[0].length;
  const list = (base: number) =>
    range(size).flatMap((i) => range(i).map((j) => [base + i, base + j]));
  return inStacks(gradients, sensitivities, units, list);
}

/** @param list pairs of a group whose rows begin at `base` */
async function inStacks(
  gradients: LossGradients,
  sensitivities: Sensitivities,
  groups: readonly Int32Array[],
  list: (base: number) => number[][],
): Promise<Float64Array[]> {
  const rows = groups[0].length;
  const perCall = Math.max(1, Math.floor(rowsAtOnce / rows));
  const pairs = Int32Array.from(range(perCall).flatMap((group) => list(group * rows).flat()));
  const results: Float64Array[] = [];
  for (let start = 0; start < groups.length; start += perCall) {
    const here = groups.slice(start, start + perCall);
    // The last stack is filled up, so that an engine that compiles for a shape compiles once.
    const filled = range(perCall).map((i) => here[i] ?? here[0]);
    const gradient = await gradients.of(Int32Array.from(filled.flatMap((one) => [...one])), pairs);
    here.forEach((positions, i) => {
      const sum = projectGradient(sensitivities, positions, gradient, i * rows);
      // The loss is the mean over all groups of the stack.
      results.push(sum.map((x) => x * perCall));
    });
  }
  return results;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
