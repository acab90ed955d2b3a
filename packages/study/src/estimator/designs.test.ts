import { Random } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { groupedDesign, independentDesign } from "./designs.js";

const size = { identities: 10, imagesEach: 4 };
const exact = { same: Float64Array.of(1), different: Float64Array.of(100) };
const identityOf = (image: number) => Math.floor(image / size.imagesEach);

/** The exact gradient of pairs whose kernel is 1 for same, 100 for different and 0 for an image with itself. */
const kernel = (i: number, j: number) =>
  i === j ? 0 : identityOf(i) === identityOf(j) ? exact.same[0] : exact.different[0];

describe("P × K", () => {
  const design = groupedDesign(size, 2);

  it("draws distinct identities with distinct images", () => {
    const random = new Random(1);
    for (let draw = 0; draw < 50; draw++) {
      const batch = [...design.draw(12, random)];
      expect(new Set(batch).size).toBe(12);
      const counts = new Map<number, number>();
      for (const image of batch) {
        counts.set(identityOf(image), (counts.get(identityOf(image)) ?? 0) + 1);
      }
      expect([...counts.values()]).toEqual([2, 2, 2, 2, 2, 2]);
    }
  });

  it("tells what fits", () => {
    expect([2, 4, 6, 7, 20, 22].filter(design.fits)).toEqual([4, 6, 20]);
    expect(groupedDesign(size, 8).fits(16)).toBe(false);
  });

  it("knows the expectation of every batch: its share of same pairs is no chance", () => {
    const batch = [...design.draw(8, new Random(2))];
    const pairs = batch.flatMap((i, a) => batch.filter((_, b) => b !== a).map((j) => kernel(i, j)));
    const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
    expect(design.target(exact, 8, "uniform")[0]).toBeCloseTo(mean, 10);
    expect(design.target(exact, 8, "balanced")[0]).toBeCloseTo(50.5, 10);
  });
});

describe("independent images", () => {
  const design = independentDesign(size);

  it("has the mean over all pairs of the population as its expectation, an image with itself included", () => {
    const images = Array.from({ length: 40 }, (_, i) => i);
    const pairs = images.flatMap((i) => images.map((j) => kernel(i, j)));
    const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
    expect(design.target(exact, 8, "uniform")[0]).toBeCloseTo(mean, 10);
  });
});

describe.each([independentDesign(size), groupedDesign(size, 4)])("half same: $name", (design) => {
  it("has as many same as different pairs, in the mean of the balanced target", () => {
    const random = new Random(4);
    let sum = 0;
    const draws = 4000;
    for (let draw = 0; draw < draws; draw++) {
      const images = design.drawHalfSame(4, random);
      const kinds = [0, 2, 4, 6].map((i) => identityOf(images[i]) === identityOf(images[i + 1]));
      expect(kinds).toEqual([true, true, false, false]);
      for (const i of [0, 2]) sum += kernel(images[i], images[i + 1]) / 4;
      for (const i of [4, 6]) sum += kernel(images[i], images[i + 1]) / 4;
    }
    expect(sum / draws / design.target(exact, 8, "balanced")[0]).toBeCloseTo(1, 2);
  });
});
