import { type Distance, distanceBetween, Random } from "@multibatch/core";
import { quantile } from "../statistics/interval.js";
import type { StudyPopulation } from "./population.js";
import type { Sensitivities } from "./sensitivities.js";

/** Threshold and margin that fit the distances of an embedding. */
export interface Calibration {
  readonly threshold: number;
  readonly margin: number;
  readonly medianSame: number;
  readonly medianDifferent: number;
}

const pairsOfEachKind = 2000;

/**
 * Puts the threshold halfway between the median distance of same and of different pairs, where about
 * half of all pairs are active, and keeps the margin at half of it at most, so that same pairs have
 * room below (our choice: in training both would have adapted to the norm).
 */
export function calibrate(
  { embeddings, dimensions }: Pick<Sensitivities, "embeddings" | "dimensions">,
  { identities, imagesEach }: Pick<StudyPopulation, "identities" | "imagesEach">,
  distance: Distance,
  { margin, seed }: { readonly margin: number; readonly seed: number },
): Calibration {
  const random = new Random(seed).fork("calibration");
  const row = (image: number) => embeddings.subarray(image * dimensions, (image + 1) * dimensions);
  const other = (total: number, first: number) => (first + 1 + random.integer(total - 1)) % total;
  const median = (same: boolean) => {
    const distances = Array.from({ length: pairsOfEachKind }, () => {
      const identity = random.integer(identities);
      const image = random.integer(imagesEach);
      const second = same
        ? identity * imagesEach + other(imagesEach, image)
        : other(identities, identity) * imagesEach + random.integer(imagesEach);
      return distanceBetween(row(identity * imagesEach + image), row(second), distance);
    });
    return quantile(Float64Array.from(distances).sort(), 0.5);
  };
  const medianSame = median(true);
  const medianDifferent = median(false);
  const threshold = (medianSame + medianDifferent) / 2;
  return { threshold, margin: Math.min(margin, threshold / 2), medianSame, medianDifferent };
}
