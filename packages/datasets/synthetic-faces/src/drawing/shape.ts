/** Least rectangle around a shape: left, top, right, bottom. */
export type Bounds = readonly [left: number, top: number, right: number, bottom: number];

/** A region of the plane, x to the right and y downwards. */
export interface Shape {
  readonly bounds: Bounds;
  /**
   * Signed distance to the edge, negative inside. It need be true near the edge only, but outside
   * the bounds it must not be less than the distance to them: anti-aliasing relies on that.
   */
  distance(x: number, y: number): number;
}

/** Where a shape stands: scaled, then turned (radians, clockwise on screen), then moved. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly angle?: number;
  /** Negative mirrors. */
  readonly scaleX?: number;
  readonly scaleY?: number;
}

/** Brings a shape that is drawn around the origin to its place. */
export function place(shape: Shape, { x, y, angle = 0, scaleX = 1, scaleY = 1 }: Placement): Shape {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  // The greater scale, so that no distance comes out too small and paints beyond the bounds.
  const stretch = Math.max(Math.abs(scaleX), Math.abs(scaleY));
  const [left, top, right, bottom] = shape.bounds;
  const halfWidth = (Math.abs(scaleX) * (right - left)) / 2;
  const halfHeight = (Math.abs(scaleY) * (bottom - top)) / 2;
  const u = (scaleX * (left + right)) / 2;
  const v = (scaleY * (top + bottom)) / 2;
  const middleX = x + u * cosine - v * sine;
  const middleY = y + u * sine + v * cosine;
  const reachX = halfWidth * Math.abs(cosine) + halfHeight * Math.abs(sine);
  const reachY = halfWidth * Math.abs(sine) + halfHeight * Math.abs(cosine);
  // The turn and the scale in one: per pixel, this is four multiplications.
  const [ux, uy] = [cosine / scaleX, sine / scaleX];
  const [vx, vy] = [-sine / scaleY, cosine / scaleY];
  return {
    bounds: [middleX - reachX, middleY - reachY, middleX + reachX, middleY + reachY],
    distance: (px, py) => {
      const dx = px - x;
      const dy = py - y;
      return stretch * shape.distance(dx * ux + dy * uy, dx * vx + dy * vy);
    },
  };
}

/** What is in both shapes. */
export function intersect(first: Shape, second: Shape): Shape {
  const [a, b] = [first.bounds, second.bounds];
  return {
    bounds: [
      Math.max(a[0], b[0]),
      Math.max(a[1], b[1]),
      Math.min(a[2], b[2]),
      Math.min(a[3], b[3]),
    ],
    distance: (x, y) => Math.max(first.distance(x, y), second.distance(x, y)),
  };
}

/** What is near the edge of a shape, up to half of `thickness` on either side. */
export function outline(shape: Shape, thickness: number): Shape {
  const half = thickness / 2;
  const [left, top, right, bottom] = shape.bounds;
  return {
    bounds: [left - half, top - half, right + half, bottom + half],
    distance: (x, y) => Math.abs(shape.distance(x, y)) - half,
  };
}
