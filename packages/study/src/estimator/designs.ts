import type { Random } from "@multibatch/core";
import type { ExactGradients } from "./exact-gradient.js";
import type { StudyPopulation } from "./population.js";

/** How the weights of the pairs are set. */
export type PairWeights = "uniform" | "balanced";

type Size = Pick<StudyPopulation, "identities" | "imagesEach">;

/** A way to draw the k images of a batch from a population. */
export interface Design {
  /** For files: `iid`, `k4`, `k16`. */
  readonly name: string;
  /** For people, at k = 256. */
  readonly label: string;
  /** K, the images of one identity that come together; 1 where images are drawn one by one. */
  readonly imagesPerIdentity: number;
  /** Whether the population can fill such a batch. */
  fits(k: number): boolean;
  /** Draws positions in the population, `[k]`, in random order. */
  draw(k: number, random: Random): Int32Array;
  /** Draws `count` pairs independently of each other, half of them same: `[2 · count]`, pair by pair. */
  drawHalfSame(count: number, random: Random): Int32Array;
  /**
   * Share of same pairs that the expectation of an estimator has: of uniform weights that of the
   * design, of balanced ones ½.
   */
  sameShare(k: number, weights: PairWeights): number;
  /** The expectation of an unbiased estimator over this design, along the directions. */
  target(exact: ExactGradients, k: number, weights: PairWeights): Float64Array;
}

/**
 * Images drawn one by one with replacement: independent and identically distributed, as the theory of
 * U-statistics has it. An image may meet itself; that is a same pair whose gradient is 0.
 */
export function independentDesign({ identities, imagesEach }: Size): Design {
  const count = identities * imagesEach;
  const self = 1 / imagesEach;
  const sameShare = (weights: PairWeights) => (weights === "uniform" ? 1 / identities : 0.5);
  return {
    name: "iid",
    label: "independent images",
    imagesPerIdentity: 1,
    fits: () => true,
    draw: (k, random) => Int32Array.from({ length: k }, () => random.integer(count)),
    drawHalfSame: (pairs, random) =>
      halfSame(pairs, (same) => {
        const [first, second] = twoDistinct(identities, random);
        const image = (identity: number) => identity * imagesEach + random.integer(imagesEach);
        return [image(first), image(same ? first : second)];
      }),
    sameShare: (_k, weights) => sameShare(weights),
    target: (exact, _k, weights) =>
      mix(exact, sameShare(weights) * (1 - self), 1 - sameShare(weights)),
  };
}

/** P distinct identities with K distinct images each, as the Multibatch sampler draws them. */
export function groupedDesign({ identities, imagesEach }: Size, imagesPerIdentity: number): Design {
  const sameShare = (k: number, weights: PairWeights) =>
    weights === "uniform" ? (imagesPerIdentity - 1) / (k - 1) : 0.5;
  return {
    name: `k${imagesPerIdentity}`,
    label: `${256 / imagesPerIdentity} × ${imagesPerIdentity}`,
    imagesPerIdentity,
    fits: (k) =>
      imagesPerIdentity <= imagesEach &&
      k % imagesPerIdentity === 0 &&
      k / imagesPerIdentity >= 2 &&
      k / imagesPerIdentity <= identities,
    draw: (k, random) => {
      const chosen = distinct(k / imagesPerIdentity, identities, random);
      const images = chosen.flatMap((identity) =>
        distinct(imagesPerIdentity, imagesEach, random).map((i) => identity * imagesEach + i),
      );
      return random.shuffle(Int32Array.from(images));
    },
    drawHalfSame: (pairs, random) =>
      halfSame(pairs, (same) => {
        const [first, second] = twoDistinct(identities, random);
        const [image, other] = twoDistinct(imagesEach, random);
        return [first * imagesEach + image, (same ? first : second) * imagesEach + other];
      }),
    sameShare,
    target: (exact, k, weights) => mix(exact, sameShare(k, weights), 1 - sameShare(k, weights)),
  };
}

function mix({ same, different }: ExactGradients, ofSame: number, ofDifferent: number) {
  return same.map((x, q) => ofSame * x + ofDifferent * different[q]);
}

function halfSame(pairs: number, draw: (same: boolean) => readonly [number, number]): Int32Array {
  return Int32Array.from(Array.from({ length: pairs }, (_, i) => draw(i < pairs / 2)).flat());
}

/** Some of 0…total−1, none twice (the first steps of a shuffle). */
export function distinct(count: number, total: number, random: Random): number[] {
  const items = Array.from({ length: total }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(total - i);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items.slice(0, count);
}

function twoDistinct(total: number, random: Random): [number, number] {
  const first = random.integer(total);
  const other = random.integer(total - 1);
  return [first, other < first ? other : other + 1];
}
