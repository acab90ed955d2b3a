import {
  type AffineMap,
  composeMaps,
  DataError,
  identityMap,
  invertMap,
  mapPoint,
  meanMap,
} from "@multibatch/core";

/**
 * How differently aligned images still lie: standard deviations over the images, after what all have
 * in common is removed. 0 throughout means that every object lies in one and the same pose.
 */
export interface AlignmentSpread {
  readonly images: number;
  /** Of the rotation that is left, in degrees. */
  readonly rotation: number;
  /** Of the natural logarithm of the scale that is left: about the share of the size. */
  readonly scale: number;
  /** Of the shift that is left, root mean square over both axes, in canonical units. */
  readonly shift: number;
  /** Root mean square distance of the points from their mean places, in canonical units. */
  readonly displacement: number;
  /**
   * The same within one identity, from the mean places of its own images: what is left of it between
   * identities, such as a large head taken for a near one, does not part the images of one of them.
   */
  readonly displacementWithin?: number;
}

/** What is judged. */
export interface Alignments {
  /** Where each object lies: the map from canonical coordinates to its image, as `Dataset.alignmentOf`. */
  readonly truth: readonly AffineMap[];
  /** The warp applied to each image: the map from the aligned picture to the image. */
  readonly warps: readonly AffineMap[];
  /** Points of the canonical object by which displacement is measured, such as eyes and mouth. */
  readonly points: readonly Point[];
  /** Identity of each image, for `displacementWithin`. */
  readonly identities?: readonly number[];
}

type Point = readonly [x: number, y: number];

/**
 * Measures the residual warps, true warp composed with the applied one.
 *
 * With T_i the truth and W_i the warp applied, T_i⁻¹ W_i leads from the aligned picture back to
 * canonical coordinates. Any fixed pose of the aligned pictures is as good as any other, so that the
 * mean M of these maps is no error; R_i = T_i⁻¹ W_i M⁻¹, a map of canonical coordinates, is what is
 * left. Its mean is the identity. A pose that shows all objects smaller therefore gains nothing.
 *
 * @throws DataError when the numbers of maps differ, or a map flattens the plane
 */
export function alignmentSpread({ truth, warps, points, identities }: Alignments): AlignmentSpread {
  const residuals = residualMaps(truth, warps);
  const rotations = residuals.map(([a, b, , d, e]) => Math.atan2(d - b, a + e));
  const scales = residuals.map(([a, b, , d, e]) => Math.log(Math.abs(a * e - b * d)) / 2);
  const [shiftsX, shiftsY] = [2, 5].map((position) => residuals.map((map) => map[position]));
  return {
    images: residuals.length,
    rotation: (deviation(rotations) * 180) / Math.PI,
    scale: deviation(scales),
    shift: Math.hypot(deviation(shiftsX), deviation(shiftsY)) / Math.SQRT2,
    displacement: Math.sqrt(
      mean(residuals.map((map) => squaredDistance(map, identityMap, points))),
    ),
    ...(identities && { displacementWithin: displacementWithin(residuals, points, identities) }),
  };
}

/** Pooled over the identities with two images or more; each mean costs one degree of freedom. */
function displacementWithin(
  residuals: readonly AffineMap[],
  points: readonly Point[],
  identities: readonly number[],
): number {
  const groups = new Map<number, AffineMap[]>();
  for (const [image, identity] of identities.entries()) {
    groups.set(identity, [...(groups.get(identity) ?? []), residuals[image]]);
  }
  let [squares, freedom] = [0, 0];
  for (const maps of groups.values()) {
    const middle = meanMap(maps);
    for (const map of maps) squares += squaredDistance(map, middle, points);
    freedom += maps.length - 1;
  }
  return Math.sqrt(squares / freedom);
}

/** Mean squared distance between where two maps take the points. */
function squaredDistance(first: AffineMap, second: AffineMap, points: readonly Point[]): number {
  return mean(
    points.map(([x, y]) => {
      const [[u, v], [s, t]] = [mapPoint(first, x, y), mapPoint(second, x, y)];
      return (u - s) ** 2 + (v - t) ** 2;
    }),
  );
}

/** R_i of each image; their mean is the identity. */
export function residualMaps(
  truth: readonly AffineMap[],
  warps: readonly AffineMap[],
): Float64Array[] {
  if (truth.length !== warps.length || truth.length === 0) {
    throw new DataError(
      `The spread of an alignment wants one true map and one warp for each image, received ${truth.length} and ${warps.length}.`,
    );
  }
  try {
    const back = truth.map((map, image) => composeMaps(invertMap(map), warps[image]));
    const common = invertMap(meanMap(back));
    return back.map((map) => composeMaps(map, common));
  } catch (error) {
    throw new DataError(
      "A map of the alignment flattens the plane, so that nothing is left to measure.",
      {
        cause: error,
      },
    );
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
