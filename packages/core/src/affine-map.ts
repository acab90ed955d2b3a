/**
 * An affine map of the plane, `[a, b, c, d, e, f]`: (x, y) goes to (a·x + b·y + c, d·x + e·y + f).
 */
export type AffineMap = ArrayLike<number>;

/** The map that leaves every point where it is. */
export const identityMap: readonly number[] = [1, 0, 0, 0, 1, 0];

/** Where a map takes the point (x, y): `[x', y']`. */
export function mapPoint(map: AffineMap, x: number, y: number): [number, number] {
  return [map[0] * x + map[1] * y + map[2], map[3] * x + map[4] * y + map[5]];
}

/** The map that goes through `first`, then through `second`. */
export function composeMaps(second: AffineMap, first: AffineMap): Float64Array {
  const [c, f] = mapPoint(second, first[2], first[5]);
  return Float64Array.of(
    second[0] * first[0] + second[1] * first[3],
    second[0] * first[1] + second[1] * first[4],
    c,
    second[3] * first[0] + second[4] * first[3],
    second[3] * first[1] + second[4] * first[4],
    f,
  );
}

/** The map that undoes `map`. @throws RangeError where there is none */
export function invertMap(map: AffineMap): Float64Array {
  const [a, b, c, d, e, f] = [map[0], map[1], map[2], map[3], map[4], map[5]];
  const determinant = a * e - b * d;
  if (!Number.isFinite(1 / determinant)) {
    throw new RangeError(`The map [${[a, b, c, d, e, f]}] flattens the plane: no way back.`);
  }
  return Float64Array.of(
    e / determinant,
    -b / determinant,
    (b * f - c * e) / determinant,
    -d / determinant,
    a / determinant,
    (c * d - a * f) / determinant,
  );
}

/** The map whose every coefficient is the mean of the maps'. @throws RangeError where there are none */
export function meanMap(maps: readonly AffineMap[]): Float64Array {
  if (maps.length === 0) throw new RangeError("The mean of no maps is not defined.");
  const mean = new Float64Array(6);
  for (const map of maps) for (let i = 0; i < 6; i++) mean[i] += map[i] / maps.length;
  return mean;
}
