import type { Distance } from "@multibatch/core";
import { z } from "zod";

/** How a loss's option names a norm. */
export const normSchema = z.union(
  [
    z.enum(["squared-l2", "l2", "l1"]),
    z.strictObject({ p: z.number().min(1).describe("exponent of the p-norm, 1 or more") }),
  ],
  { error: 'expected "squared-l2", "l2", "l1" or { p } with a number p of 1 or more' },
);

export type Norm = z.output<typeof normSchema>;

/** The norm as core's distance. */
export function distanceOf(norm: Norm): Distance {
  return typeof norm === "string" ? { norm } : { norm: "lp", p: norm.p };
}
