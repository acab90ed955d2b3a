import type { Population } from "./contracts/sampler.js";
import type { VerificationFold, VerificationProtocol } from "./contracts/verification.js";
import { DataError } from "./errors.js";
import { Random } from "./random.js";

/** How a protocol is drawn from a population. */
export interface PairDrawing {
  readonly name: string;
  readonly statement: string;
  readonly folds: number;
  /** Same pairs in each fold, and as many different ones. */
  readonly pairsPerKind: number;
  readonly seed: number;
}

/**
 * Draws balanced folds of pairs: the identities are dealt out over the folds, so that no identity is
 * in two folds, and within a fold no pair is drawn twice. A fold whose identities have fewer
 * distinct pairs than asked for gets fewer, equally many of both kinds.
 *
 * @throws DataError when a fold has no same or no different pair
 */
export function drawVerificationPairs(
  population: Population,
  drawing: PairDrawing,
): VerificationProtocol {
  const random = new Random(drawing.seed).fork(`verification pairs of ${drawing.name}`);
  const imagesOf = new Map<number, number[]>();
  population.identities.forEach((identity, i) => {
    const images = imagesOf.get(identity) ?? [];
    images.push(population.images[i]);
    imagesOf.set(identity, images);
  });
  // Identities with one image only come last, so that every fold gets its share of same pairs.
  const identities = random.shuffle([...imagesOf.keys()]);
  identities.sort(
    (a, b) => Number(imagesOf.get(a)!.length < 2) - Number(imagesOf.get(b)!.length < 2),
  );

  const folds = Array.from({ length: drawing.folds }, (_, fold) => {
    const groups = identities
      .filter((_identity, position) => position % drawing.folds === fold)
      .map((identity) => imagesOf.get(identity)!);
    const same = drawDistinct(drawing.pairsPerKind, () => drawSame(groups, random));
    const different = drawDistinct(drawing.pairsPerKind, () => drawDifferent(groups, random));
    const count = Math.min(same.length, different.length);
    if (count === 0) {
      throw new DataError(
        `${drawing.name}: fold ${fold + 1} of ${drawing.folds} has ${groups.length} identities, too few for a same and a different pair. Ask for fewer folds, or give two or more identities with two or more images to each fold.`,
      );
    }
    return toFold(same.slice(0, count), different.slice(0, count));
  });
  return { name: drawing.name, statement: drawing.statement, folds };
}

type Pair = readonly [number, number];

/** Draws until `count` distinct pairs are found, or until nothing new came up for long. */
function drawDistinct(count: number, draw: () => Pair | undefined): Pair[] {
  const found = new Map<string, Pair>();
  for (let misses = 0; found.size < count && misses < 200; ) {
    const pair = draw();
    const key = pair && (pair[0] < pair[1] ? `${pair[0]} ${pair[1]}` : `${pair[1]} ${pair[0]}`);
    if (pair === undefined || key === undefined || found.has(key)) {
      misses++;
    } else {
      found.set(key, pair);
      misses = 0;
    }
  }
  return [...found.values()];
}

function drawSame(groups: readonly number[][], random: Random): Pair | undefined {
  const several = groups.filter((images) => images.length > 1);
  if (several.length === 0) return undefined;
  const images = several[random.integer(several.length)];
  const first = random.integer(images.length);
  const second = (first + 1 + random.integer(images.length - 1)) % images.length;
  return [images[first], images[second]];
}

function drawDifferent(groups: readonly number[][], random: Random): Pair | undefined {
  if (groups.length < 2) return undefined;
  const first = random.integer(groups.length);
  const second = (first + 1 + random.integer(groups.length - 1)) % groups.length;
  return [
    groups[first][random.integer(groups[first].length)],
    groups[second][random.integer(groups[second].length)],
  ];
}

function toFold(same: readonly Pair[], different: readonly Pair[]): VerificationFold {
  const pairs = [...same, ...different];
  return {
    first: Int32Array.from(pairs, (pair) => pair[0]),
    second: Int32Array.from(pairs, (pair) => pair[1]),
    same: Uint8Array.from(pairs, (_pair, i) => (i < same.length ? 1 : 0)),
  };
}
