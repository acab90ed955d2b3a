import type { Random } from "@multibatch/core";
import { distinct } from "./designs.js";
import type { StudyPopulation } from "./population.js";

/** How many units are drawn. */
export interface UnitSettings {
  /** Units; each a different identity where K > 1. */
  readonly units: number;
  /** Partners of each unit. */
  readonly partners: number;
}

/** Single images are cheap and differ much: so many are drawn in place of one unit (our choice). */
const imagesForUnit = 8;

/** A unit of K images with its partners. */
export interface DrawnUnit {
  readonly unit: Int32Array;
  readonly partners: readonly Int32Array[];
}

/**
 * Draws units with partners from a population. For K > 1 two units of each identity, with images drawn
 * independently, follow each other: `halves` is 2.
 */
export function drawUnits(
  { identities, imagesEach }: StudyPopulation,
  unitSize: number,
  settings: UnitSettings,
  random: Random,
): { units: DrawnUnit[]; halves: number } {
  const partnersOf = (partner: () => Int32Array) =>
    Array.from({ length: settings.partners }, partner);
  if (unitSize === 1) {
    const image = () => Int32Array.of(random.integer(identities * imagesEach));
    const units = Array.from({ length: settings.units * imagesForUnit }, () => ({
      unit: image(),
      partners: partnersOf(image),
    }));
    return { units, halves: 1 };
  }
  const imagesOf = (identity: number) =>
    Int32Array.from(distinct(unitSize, imagesEach, random).map((i) => identity * imagesEach + i));
  const chosen = distinct(Math.min(settings.units, identities), identities, random);
  const units = chosen.flatMap((identity) =>
    [0, 1].map(() => ({
      unit: imagesOf(identity),
      partners: partnersOf(() => {
        const other = random.integer(identities - 1);
        return imagesOf(other < identity ? other : other + 1);
      }),
    })),
  );
  return { units, halves: 2 };
}
