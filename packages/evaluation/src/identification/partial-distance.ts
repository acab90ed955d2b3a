import type { Distance } from "@multibatch/core";

/**
 * Sum Σ|a−b|^p of row `i` of `first` and row `j` of `second`, both float32 `[rows, d]`; given up as
 * soon as it reaches `limit`, since it can only grow. Order is that of the distance itself.
 */
export interface PartialDistance {
  (
    first: Float32Array,
    i: number,
    second: Float32Array,
    j: number,
    dimensions: number,
    limit: number,
  ): number;
  /** The distance that such a sum stands for. */
  readonly finish: (power: number) => number;
}

/** Numbers that are summed between two looks at the limit. */
const stride = 16;

/** The sum behind a distance, and the way from it to the distance. */
export function partialDistance(distance: Distance): PartialDistance {
  const exponent = distance.norm === "lp" ? distance.p : distance.norm === "l1" ? 1 : 2;
  const sum = exponent === 2 ? sumOfSquares : sumOfPowers(exponent);
  const root = distance.norm === "l2" ? 0.5 : distance.norm === "lp" ? 1 / distance.p : 1;
  return Object.assign(sum, { finish: (power: number) => (root === 1 ? power : power ** root) });
}

type Sum = (...args: Parameters<PartialDistance>) => number;

/** A function of its own for the common case: squaring is several times faster than a power. */
const sumOfSquares: Sum = (first, i, second, j, dimensions, limit) => {
  const [a, b] = [i * dimensions, j * dimensions];
  let sum = 0;
  for (let start = 0; start < dimensions && sum < limit; start += stride) {
    const end = Math.min(start + stride, dimensions);
    for (let at = start; at < end; at++) {
      const difference = first[a + at] - second[b + at];
      sum += difference * difference;
    }
  }
  return sum;
};

function sumOfPowers(exponent: number): Sum {
  return (first, i, second, j, dimensions, limit) => {
    const [a, b] = [i * dimensions, j * dimensions];
    let sum = 0;
    for (let start = 0; start < dimensions && sum < limit; start += stride) {
      const end = Math.min(start + stride, dimensions);
      for (let at = start; at < end; at++) {
        sum += Math.abs(first[a + at] - second[b + at]) ** exponent;
      }
    }
    return sum;
  };
}
