import { Random } from "@multibatch/core";
import { bench, describe } from "vitest";
import { findHammingPairs } from "./hamming-pairs.js";
import { hammingLimitFor } from "./near-duplicates.js";

for (const count of [10_000, 100_000, 1_000_000]) {
  describe(`${count} hashes of independent bits`, () => {
    const random = new Random(1);
    const hashes = Uint32Array.from({ length: 2 * count }, () => random.word());
    bench(
      `all pairs within ${hammingLimitFor(count)} bits`,
      () => findHammingPairs(hashes, hammingLimitFor(count), () => true),
      { iterations: 1, warmupIterations: 0, time: 0 },
    );
  });
}
