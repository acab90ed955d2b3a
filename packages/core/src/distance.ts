import { z } from "zod";

/** How two embeddings are compared. */
export const distanceSchema = z.discriminatedUnion("norm", [
  z.strictObject({ norm: z.literal("squared-l2") }),
  z.strictObject({ norm: z.literal("l2") }),
  z.strictObject({ norm: z.literal("l1") }),
  z.strictObject({ norm: z.literal("lp"), p: z.number().min(1) }),
]);

export type Distance = z.output<typeof distanceSchema>;

/**
 * Distance of two embeddings `[d]`: Σ|a−b|², its root, Σ|a−b|, or (Σ|a−b|^p)^(1/p).
 *
 * @throws RangeError when the lengths differ
 */
export function distanceBetween(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  distance: Distance,
): number {
  if (first.length !== second.length) {
    throw new RangeError(
      `Embeddings of ${first.length} and ${second.length} numbers cannot be compared.`,
    );
  }
  const exponent = distance.norm === "lp" ? distance.p : distance.norm === "l1" ? 1 : 2;
  let sum = 0;
  for (let i = 0; i < first.length; i++) {
    const difference = Math.abs(first[i] - second[i]);
    sum +=
      exponent === 2
        ? difference * difference
        : exponent === 1
          ? difference
          : difference ** exponent;
  }
  if (distance.norm === "l2") return Math.sqrt(sum);
  if (distance.norm === "lp") return sum ** (1 / distance.p);
  return sum;
}
