import { Random } from "@multibatch/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { holdOutIdentities, imagesOfIdentities } from "./identity-split.js";

it("takes as many as asked for, each once, and leaves the rest", () => {
  const counts = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 40 });
  fc.assert(
    fc.property(counts, fc.nat(), fc.nat(), (images, wish, seed) => {
      const identities = images.map((_count, i) => 3 * i);
      const take = wish % (identities.length + 1);
      const { taken, rest } = holdOutIdentities(
        { counts: images, identities, take },
        new Random(seed),
      );
      expect(taken).toHaveLength(take);
      expect([...taken, ...rest].sort((a, b) => a - b)).toEqual(identities);
    }),
  );
});

it("takes of those with several images their share", () => {
  const counts = Array.from({ length: 100 }, (_, i) => (i < 20 ? 4 : 1));
  const identities = counts.map((_count, i) => i);
  for (let seed = 0; seed < 20; seed++) {
    const { taken } = holdOutIdentities({ counts, identities, take: 10 }, new Random(seed));
    expect(taken.filter((identity) => counts[identity] > 1)).toHaveLength(2);
  }
});

it("finds the images of identities", () => {
  const images = imagesOfIdentities(Int32Array.of(0, 1, 2, 1, 0), [1, 2]);
  expect(images).toEqual(Int32Array.of(1, 2, 3));
});
