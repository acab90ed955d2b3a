import { distanceBetween } from "@multibatch/core";
import { distanceOf } from "@multibatch/pair-distances";
import type { TripletOptions } from "../triplet-options.js";

export type Points = readonly (readonly number[])[];

/** The loss by its definition, triplet by triplet, in double precision: the second implementation. */
export function reference(
  points: Points,
  identities: readonly number[],
  { variant, margin, norm }: TripletOptions,
): number {
  const distance = (i: number, j: number) =>
    distanceBetween(points[i], points[j], distanceOf(norm));
  const penalty = (gap: number) =>
    margin === "soft"
      ? Math.max(gap, 0) + Math.log1p(Math.exp(-Math.abs(gap)))
      : Math.max(0, margin + gap);
  const costs: number[] = [];
  for (const anchor of points.keys()) {
    const others = [...points.keys()].filter((other) => other !== anchor);
    const same = others.filter((other) => identities[other] === identities[anchor]);
    const different = others.filter((other) => identities[other] !== identities[anchor]);
    if (same.length === 0 || different.length === 0) continue;
    const near = different.map((other) => distance(anchor, other));
    const far = same.map((other) => distance(anchor, other));
    if (variant === "batch-hard") costs.push(penalty(Math.max(...far) - Math.min(...near)));
    else for (const p of far) for (const n of near) costs.push(penalty(p - n));
  }
  const counted =
    variant === "batch-hard" || margin === "soft" ? costs : costs.filter((cost) => cost > 0);
  return counted.reduce((sum, cost) => sum + cost, 0) / Math.max(1, counted.length);
}
