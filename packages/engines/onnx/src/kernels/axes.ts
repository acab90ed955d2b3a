import { EngineError } from "@multibatch/core";

/** Axes as a sorted list of numbers ≥ 0; absent means all. */
export function resolveAxes(
  axis: number | readonly number[] | null | undefined,
  rank: number,
): number[] {
  if (axis === null || axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axis === "number" ? [axis] : axis;
  return [...new Set(list.map((a) => resolveAxis(a, rank)))].sort((a, b) => a - b);
}

/** An axis counted from the front. @throws EngineError where a tensor of that rank has none such */
export function resolveAxis(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= Math.max(rank, 1)) {
    throw new EngineError(
      `There is no axis ${axis} in a tensor of ${rank} dimensions: expected a whole number from ${-rank} to ${rank - 1}.`,
    );
  }
  return axis < 0 ? axis + rank : axis;
}

/** A shape with some axes reduced to one element, or left out. */
export function reducedShape(
  shape: readonly number[],
  axes: readonly number[],
  keep: boolean,
): number[] {
  if (!keep) return shape.filter((_, axis) => !axes.includes(axis));
  return shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension));
}

/** A copy of a shape with one dimension replaced. */
export function withDimension(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((dimension, i) => (i === axis ? size : dimension));
}
