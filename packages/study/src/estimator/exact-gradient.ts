import type { LossGradients } from "./loss-gradients.js";
import type { StudyPopulation } from "./population.js";
import { projectGradient, type Sensitivities } from "./sensitivities.js";

/** Exact gradients over all pairs of a population, along the directions: `[r]` each. */
export interface ExactGradients {
  /** Mean over all pairs of two images of one identity. */
  readonly same: Float64Array;
  /** Mean over all pairs of images of two identities. */
  readonly different: Float64Array;
}

/** Identities in a block; the pairs of two blocks are computed at once. */
const blockImages = 512;

/**
 * Computes the gradient over all pairs of the population, block by block: the sum over a union of two
 * blocks holds the pairs within each and those across. Pairs within a block are then counted once too
 * often for each further block, which is taken back.
 *
 * @param gradients of the loss with uniform weights
 */
export async function exactGradients(
  gradients: LossGradients,
  population: StudyPopulation,
  sensitivities: Sensitivities,
): Promise<ExactGradients> {
  const { imagesEach, identities } = population;
  const count = imagesEach * identities;
  const perBlock = Math.max(1, Math.floor(blockImages / imagesEach)) * imagesEach;
  const blocks = Array.from({ length: Math.ceil(count / perBlock) }, (_, i) =>
    range(i * perBlock, Math.min(count, (i + 1) * perBlock)),
  );
  const all = new Float64Array(count * sensitivities.dimensions);
  const same = new Float64Array(all.length);
  const add = async (sum: Float64Array, positions: Int32Array, times: number) => {
    const gradient = await gradients.of(positions, "all");
    const pairs = positions.length * (positions.length - 1);
    scatter(sum, positions, gradient, times * pairs, sensitivities.dimensions);
  };
  for (const [i, block] of blocks.entries()) {
    for (const other of blocks.slice(i + 1)) await add(all, Int32Array.of(...block, ...other), 1);
    if (blocks.length !== 2) await add(all, block, 2 - blocks.length);
  }
  for (let identity = 0; identity < identities; identity++) {
    await add(same, range(identity * imagesEach, (identity + 1) * imagesEach), 1);
  }
  const everyone = range(0, count);
  const mean = (sum: Float64Array, pairs: number) =>
    projectGradient(
      sensitivities,
      everyone,
      sum.map((x) => x / pairs),
    );
  const different = all.map((x, i) => x - same[i]);
  return {
    same: mean(same, count * (imagesEach - 1)),
    different: mean(different, count * (count - imagesEach)),
  };
}

function scatter(
  sum: Float64Array,
  positions: Int32Array,
  gradient: Float32Array,
  times: number,
  dimensions: number,
): void {
  positions.forEach((position, row) => {
    for (let j = 0; j < dimensions; j++) {
      sum[position * dimensions + j] += times * gradient[row * dimensions + j];
    }
  });
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
