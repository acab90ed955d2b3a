/** How one axis of an image is resized. */
export interface AxisResize {
  /** Size after and before. */
  readonly size: number;
  readonly from: number;
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** The place between 0 and from − 1 that a position of the result looks at. */
function source(position: number, axis: AxisResize): number {
  const { size, from, alignCorners, halfPixelCenters } = axis;
  if (alignCorners) return size > 1 ? (position * (from - 1)) / (size - 1) : 0;
  const scale = from / size;
  return halfPixelCenters ? (position + 0.5) * scale - 0.5 : position * scale;
}

/** A matrix [size, from] whose rows weigh the inputs. */
function matrix(axis: AxisResize, fill: (row: Float32Array, place: number) => void): Float32Array {
  const values = new Float32Array(axis.size * axis.from);
  for (let i = 0; i < axis.size; i++) {
    fill(values.subarray(i * axis.from, (i + 1) * axis.from), source(i, axis));
  }
  return values;
}

/** Weights of the two neighbours of each place; beyond the border, of the pixel at it. */
export function linearWeights(axis: AxisResize): Float32Array {
  return matrix(axis, (row, place) => {
    const inside = Math.min(Math.max(place, 0), axis.from - 1);
    const before = Math.floor(inside);
    const share = inside - before;
    row[before] += 1 - share;
    if (share > 0) row[before + 1] += share;
  });
}

/** The one neighbour that the forward pass takes. */
export function nearestWeights(axis: AxisResize): Float32Array {
  const rounded = axis.alignCorners || axis.halfPixelCenters;
  return matrix(axis, (row, place) => {
    const nearest = rounded ? Math.floor(place + 0.5) : Math.floor(place);
    row[Math.min(Math.max(nearest, 0), axis.from - 1)] = 1;
  });
}
