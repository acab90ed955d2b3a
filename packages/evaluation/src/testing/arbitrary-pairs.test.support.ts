import fc from "fast-check";
import type { LabelledDistances } from "../metrics/labelled-distances.js";

/** Pairs of both kinds, with many ties among their distances. */
export const arbitraryPairs = fc
  .tuple(
    fc.array(fc.nat(12), { minLength: 1, maxLength: 25 }),
    fc.array(fc.nat(12), { minLength: 1, maxLength: 25 }),
    fc.constantFrom(0.1, 1, 1e-300),
  )
  .map(
    ([same, different, unit]): LabelledDistances => ({
      distances: Float64Array.from([...same, ...different], (step) => step * unit),
      same: Uint8Array.from({ length: same.length + different.length }, (_, i) =>
        i < same.length ? 1 : 0,
      ),
    }),
  );

/** Counts of a threshold by the plain definition. */
export function countAccepted({ distances, same }: LabelledDistances, threshold: number) {
  let trueAccepts = 0;
  let falseAccepts = 0;
  distances.forEach((distance, i) => {
    if (distance < threshold && same[i]) trueAccepts++;
    if (distance < threshold && !same[i]) falseAccepts++;
  });
  return { trueAccepts, falseAccepts };
}
