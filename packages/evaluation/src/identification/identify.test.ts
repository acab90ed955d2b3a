import { DataError, type Distance, distanceBetween, Random } from "@multibatch/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dealGallery } from "./gallery-protocol.js";
import { identify } from "./identify.js";
import { NearestReferences } from "./nearest-references.js";
import { openSetAt } from "./open-set.js";

function randomEmbeddings(count: number, dimensions: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count * dimensions }, () => random.normal());
}

const distances: Distance[] = [
  { norm: "squared-l2" },
  { norm: "l2" },
  { norm: "l1" },
  { norm: "lp", p: 3 },
];

test.each(distances)("the nearest are those of a brute-force sort, in blocks: %j", (distance) => {
  const [d, count, queries, references] = [37, 5, 6, 50];
  const q = randomEmbeddings(queries, d, 1);
  const r = randomEmbeddings(references, d, 2);
  const nearest = new NearestReferences({ queries: q, dimensions: d, count, distance });
  for (let start = 0; start < references; start += 20) {
    const end = Math.min(start + 20, references);
    const labels = Array.from({ length: end - start }, (_, i) => start + i);
    nearest.add(r.subarray(start * d, end * d), labels);
  }
  const row = (values: Float32Array, i: number) => values.subarray(i * d, (i + 1) * d);
  for (let query = 0; query < queries; query++) {
    const sorted = Array.from({ length: references }, (_, label) => ({
      label,
      distance: distanceBetween(row(q, query), row(r, label), distance),
    })).sort((a, b) => a.distance - b.distance);
    expect([...nearest.labelsOf(query)]).toEqual(sorted.slice(0, count).map(({ label }) => label));
    nearest.distancesOf(query).forEach((value, i) => {
      expect(value).toBeCloseTo(sorted[i].distance, 9);
    });
  }
});

test("a query is no reference of its own where both are one set; ties go to the first", () => {
  const queries = Float32Array.of(0, 0, 1);
  const search = { queries, dimensions: 1, count: 3, distance: { norm: "l1" } } as const;
  const nearest = new NearestReferences({ ...search, sameSource: true });
  nearest.add(queries, [10, 11, 12]);
  expect([0, 1, 2].map((query) => [...nearest.labelsOf(query)])).toEqual([
    [11, 12],
    [10, 12],
    [10, 11],
  ]);
});

test("the open search by hand: a wrong name is a miss at any threshold", () => {
  const probes = { mated: [1, 2, 3, Infinity], nonMated: [2.5, 4, 5, 6] };
  expect(openSetAt(probes, 0)).toMatchObject({
    threshold: 2.5,
    falsePositiveIdentificationRate: 0,
    falseNegativeIdentificationRate: 0.5,
  });
  expect(openSetAt(probes, 0.25)).toMatchObject({
    threshold: 4,
    falsePositiveIdentificationRate: 0.25,
    falseNegativeIdentificationRate: 0.25,
  });
  expect(openSetAt(probes, 1).falseNegativeIdentificationRate).toBe(0.25);
  expect(() => openSetAt({ mated: [1], nonMated: [] }, 0.1)).toThrow(DataError);
});

test("the limit of false positives is kept, and no larger threshold keeps it", () => {
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      values,
      values,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (mated, nonMated, limit) => {
        const point = openSetAt({ mated, nonMated }, limit);
        const rateAt = (threshold: number) =>
          nonMated.filter((distance) => distance < threshold).length / nonMated.length;
        expect(rateAt(point.threshold)).toBe(point.falsePositiveIdentificationRate);
        expect(point.falsePositiveIdentificationRate).toBeLessThanOrEqual(limit);
        if (point.threshold < Infinity) {
          expect(rateAt(point.threshold + 1e-9)).toBeGreaterThan(limit);
        }
      },
    ),
  );
});

test("identify: enrolled probes are ranked, the others are judged as unknown", async () => {
  const gallery = [
    { embeddings: Float32Array.of(0, 0, 10, 0), labels: [0, 1] },
    { embeddings: Float32Array.of(0, 10), labels: [2] },
  ];
  const probes = {
    embeddings: Float32Array.of(1, 0, 9, 1, 6, 0, 50, 50),
    labels: [0, 1, 0, 9],
  };
  const work = { gallery, probes, dimensions: 2, distance: { norm: "l2" } } as const;
  const result = await identify({ ...work, ranks: [1, 2], falsePositiveLimits: [0] });
  expect(result.references).toBe(3);
  expect(result.queries).toBe(3);
  expect(result.unknownProbes).toBe(1);
  // (6, 0) is nearer to identity 1 than to its own, which comes second.
  expect(result.rank.map((at) => at.value)).toEqual([2 / 3, 1]);
  expect(result.meanReciprocalRank).toBeCloseTo((1 + 1 + 0.5) / 3, 12);
  expect(result.openSet[0].falseNegativeIdentificationRate).toBeCloseTo(1 / 3, 12);
});

test("damaged embeddings are refused", () => {
  const search = {
    queries: Float32Array.of(1, 2),
    dimensions: 2,
    count: 1,
    distance: distances[0],
  };
  const nearest = new NearestReferences(search);
  expect(() => nearest.add(Float32Array.of(1, Number.NaN), [0])).toThrow("holds NaN");
  expect(() => nearest.add(Float32Array.of(1, 2), [0, 1])).toThrow("1 references and 2 labels");
  expect(() => new NearestReferences({ ...search, dimensions: 3 })).toThrow("no whole queries");
});

test("a gallery is dealt once each, reproducibly, and unknown identities are in no gallery", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(8), { minLength: 1, maxLength: 60 }),
      fc.nat(),
      (identities, seed) => {
        const images = identities.map((_, i) => 100 + i);
        const deal = () => dealGallery(images, identities, { seed, unknownShare: 0.3 });
        let dealt: ReturnType<typeof deal>;
        try {
          dealt = deal();
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          return;
        }
        const { gallery, mated, nonMated } = dealt;
        expect([...gallery, ...mated, ...nonMated].sort((a, b) => a - b)).toEqual(images);
        const identityOf = (image: number) => identities[image - 100];
        const enrolled = new Set([...gallery].map(identityOf));
        expect(enrolled.size).toBe(gallery.length);
        expect([...mated].every((image) => enrolled.has(identityOf(image)))).toBe(true);
        expect([...nonMated].some((image) => enrolled.has(identityOf(image)))).toBe(false);
        expect(deal()).toEqual(dealt);
      },
    ),
  );
});
