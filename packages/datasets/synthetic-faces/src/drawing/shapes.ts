import type { Shape } from "./shape.js";

/** Ellipse around the origin. The distance is of first order: exact at the edge, for any radii. */
export function ellipse(radiusX: number, radiusY = radiusX): Shape {
  const inverseX = 1 / radiusX;
  const inverseY = 1 / radiusY;
  const centre = -Math.min(radiusX, radiusY);
  return {
    bounds: [-radiusX, -radiusY, radiusX, radiusY],
    distance: (x, y) => {
      const u = x * inverseX;
      const v = y * inverseY;
      const value = Math.sqrt(u * u + v * v);
      const slopeX = u * inverseX;
      const slopeY = v * inverseY;
      const slope = Math.sqrt(slopeX * slopeX + slopeY * slopeY);
      return slope < 1e-9 ? centre : (value * (value - 1)) / slope;
    },
  };
}

/** Rectangle around the origin with round corners. */
export function roundedBox(halfWidth: number, halfHeight: number, radius: number): Shape {
  const r = Math.min(radius, halfWidth, halfHeight);
  return {
    bounds: [-halfWidth, -halfHeight, halfWidth, halfHeight],
    distance: (x, y) => {
      const dx = Math.abs(x) - halfWidth + r;
      const dy = Math.abs(y) - halfHeight + r;
      const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0));
      return outside + Math.min(Math.max(dx, dy), 0) - r;
    },
  };
}

/** How an `arc` is drawn. */
export interface ArcShape {
  /** Half of the width from end to end. */
  readonly halfLength: number;
  /** How far the middle lies above the ends; negative for below. */
  readonly bow: number;
  /** Thickness at the left end, in the middle and at the right end. */
  readonly thickness: readonly [left: number, middle: number, right: number];
}

/** A stroke along a parabola whose ends are at y = 0, such as a brow or a lip line. */
export function arc({ halfLength, bow, thickness: [left, middle, right] }: ArcShape): Shape {
  const half = Math.max(left, middle, right) / 2;
  const linear = (right - left) / 4;
  const square = (left + right) / 4 - middle / 2;
  const top = Math.min(0, -bow) - half;
  const bottom = Math.max(0, -bow) + half;
  return {
    bounds: [-halfLength - half, top, halfLength + half, bottom],
    distance: (x, y) => {
      const u = x / halfLength;
      const inside = Math.min(Math.max(u, -1), 1);
      const slope = (2 * bow * inside) / halfLength;
      const beyond = Math.abs(u) > 1 ? Math.abs(x) - halfLength : 0;
      const across = (y + bow * (1 - inside * inside)) / Math.sqrt(1 + slope * slope);
      const radius = middle / 2 + linear * inside + square * inside * inside;
      return Math.max(Math.sqrt(across * across + beyond * beyond) - radius, top - y, y - bottom);
    },
  };
}

/**
 * Almond between two parabolas that meet at (±halfWidth, 0), such as an eye or a lip.
 *
 * @param above,below how far its edges are above and below y = 0 in the middle; one may be negative
 */
export function almond(halfWidth: number, above: number, below: number): Shape {
  const edge = (height: number, x: number) => {
    const u = x / halfWidth;
    const slope = (2 * height * u) / halfWidth;
    return { y: height * (1 - u * u), steep: 1 / Math.sqrt(1 + slope * slope) };
  };
  return {
    bounds: [-halfWidth, Math.min(0, -above), halfWidth, Math.max(0, below)],
    distance: (x, y) => {
      const upper = edge(above, x);
      const lower = edge(below, x);
      const across = Math.max((-upper.y - y) * upper.steep, (y - lower.y) * lower.steep);
      return Math.max(across, Math.abs(x) - halfWidth);
    },
  };
}
