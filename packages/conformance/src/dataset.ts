import { type Dataset, imageSize, Random, type VerificationProtocol } from "@multibatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Images of a large data set that the suite reads; a smaller one is read in full. */
const sampleSize = 48;

/**
 * Holds a data set to the contract: dense identities, disjoint splits, honest pairs, and pixels
 * that come in the order asked for, the same every time.
 *
 * @param open opens the data set anew at each call, always with the same options
 */
export function testDataset(name: string, open: () => Promise<Dataset>): void {
  describe(`data set ${name}`, () => {
    let dataset: Dataset;
    /** Indices of some images, among them the first and the last. */
    let sample: number[];
    beforeAll(async () => {
      dataset = await open();
      sample = sampleOf(dataset.identities.length);
    });
    afterAll(async () => {
      await dataset?.close();
    });

    describe("labels", () => {
      it("has contract 1, a name, a licence and a crop", () => {
        expect(dataset.contract).toBe(1);
        expect(dataset.name.length).toBeGreaterThan(0);
        expect(dataset.licence.length).toBeGreaterThan(0);
        expect([1, 3]).toContain(dataset.crop.channels);
        expect(imageSize(dataset.crop)).toBeGreaterThan(0);
      });

      it("numbers identities densely from 0 and names each differently", () => {
        expect(dataset.identities).toBeInstanceOf(Int32Array);
        expect(dataset.identities.length).toBeGreaterThan(0);
        const found = [...new Set(dataset.identities)].sort((a, b) => a - b);
        expect(found).toEqual(Array.from(dataset.identityNames, (_name, i) => i));
        expect(new Set(dataset.identityNames).size).toBe(dataset.identityNames.length);
        expect(dataset.identityNames.filter((each) => each === "")).toEqual([]);
      });

      it("names each image differently", () => {
        const names = Array.from(dataset.identities, (_identity, image) =>
          dataset.imageName(image),
        );
        expect(new Set(names).size).toBe(names.length);
        expect(names.filter((each) => each === "")).toEqual([]);
      });

      it("splits into parts that share neither an image nor an identity", () => {
        const partOfIdentity = new Map<number, string>();
        const seen = new Set<number>();
        for (const [part, images] of Object.entries(dataset.splits)) {
          expect(images).toBeInstanceOf(Int32Array);
          for (const image of images as Int32Array) {
            if (seen.has(image)) expect.fail(`image ${image} of ${part} is in the splits twice`);
            seen.add(image);
            const identity = dataset.identities[image];
            if (identity === undefined) expect.fail(`${part} has image ${image}, out of range`);
            const other = partOfIdentity.get(identity) ?? part;
            if (other !== part) expect.fail(`identity ${identity} is in ${other} and in ${part}`);
            partOfIdentity.set(identity, part);
          }
        }
        expect(dataset.splits.train.length).toBeGreaterThan(0);
      });
    });

    describe("protocols", () => {
      for (const kind of ["validation", "test"] as const) {
        it(`${kind}: pairs are in range and labelled truly`, () => {
          const protocol = dataset.protocols[kind];
          if (protocol === undefined) return;
          expect(protocol.name.length).toBeGreaterThan(0);
          expect(protocol.statement.length).toBeGreaterThan(20);
          expect(protocol.folds.length).toBeGreaterThan(0);
          expectTruePairs(dataset, protocol);
        });

        it(`${kind}: judges nobody who is in the training split`, () => {
          const trained = new Set(Array.from(dataset.splits.train, (i) => dataset.identities[i]));
          for (const fold of dataset.protocols[kind]?.folds ?? []) {
            for (const image of [...fold.first, ...fold.second]) {
              if (!trained.has(dataset.identities[image])) continue;
              expect.fail(`${dataset.imageName(image)} shows an identity that is trained on`);
            }
          }
        });
      }
    });

    describe("reading", () => {
      it("gives [n, h, w, c] bytes, and nothing for nothing", async () => {
        const { pixels, failed } = await dataset.read(sample);
        expect(pixels).toBeInstanceOf(Uint8Array);
        expect(pixels.length).toBe(sample.length * imageSize(dataset.crop));
        expect(new Set(pixels).size).toBeGreaterThan(1);
        for (const failure of failed) expect(sample).toContain(failure.image);
        expect(await dataset.read([])).toEqual({ pixels: new Uint8Array(0), failed: [] });
      });

      it("reports failures with a reason, as rows of zeros", async () => {
        const { pixels, failed } = await dataset.read(sample);
        for (const { image, name: imageName, reason } of failed) {
          expect(imageName.length).toBeGreaterThan(0);
          expect(reason.length).toBeGreaterThan(10);
          const row = rowsOf(dataset, pixels)[sample.indexOf(image)];
          expect(row.every((byte) => byte === 0)).toBe(true);
        }
      });

      it("keeps order, takes repeats, and reads the same image the same in any company", async () => {
        const together = rowsOf(dataset, (await dataset.read(sample)).pixels);
        const order = sample.map((_image, i) => i).reverse();
        order.push(0, 0, sample.length - 1);
        const asked = Int32Array.from(order, (i) => sample[i]);
        const again = rowsOf(dataset, (await dataset.read(asked)).pixels);
        for (const [row, i] of order.entries()) {
          expectSameBytes(again[row], together[i], `image ${sample[i]} in row ${row}`);
        }
      });

      it("gives parallel readers what serial readers get", async () => {
        const thirds = [0, 1, 2].map((third) => sample.filter((_image, i) => i % 3 === third));
        const serial: Uint8Array[] = [];
        for (const images of thirds) serial.push((await dataset.read(images)).pixels);
        const another = await open();
        try {
          const parallel = await Promise.all(thirds.map((images) => another.read(images)));
          for (const [i, { pixels }] of parallel.entries()) {
            expectSameBytes(pixels, serial[i], `reader ${i}`);
          }
        } finally {
          await another.close();
        }
      });

      it("lets the reader change the pixels without harm to the next", async () => {
        const { pixels } = await dataset.read(sample);
        const kept = pixels.slice();
        pixels.fill(77);
        expectSameBytes((await dataset.read(sample)).pixels, kept, "second reading");
      });

      it("refuses images out of range with a RangeError", async () => {
        for (const image of [-1, dataset.identities.length, 0.5]) {
          expect(() => dataset.imageName(image), `imageName(${image})`).toThrow(RangeError);
          await expect(
            (async () => dataset.read([0, image]))(),
            `read(${image})`,
          ).rejects.toBeInstanceOf(RangeError);
        }
      });
    });

    describe("life", () => {
      it("opens to the same labels, splits and pairs every time", async () => {
        const another = await open();
        try {
          expect(another.identities).toEqual(dataset.identities);
          expect(another.identityNames).toEqual(dataset.identityNames);
          expect(another.splits).toEqual(dataset.splits);
          expect(another.protocols).toEqual(dataset.protocols);
        } finally {
          await another.close();
        }
      });

      it("can be closed twice, and leaves other openings alone", async () => {
        const another = await open();
        await another.read(sample.slice(0, 1));
        await another.close();
        await another.close();
        expect((await dataset.read(sample.slice(0, 1))).pixels.length).toBe(
          imageSize(dataset.crop),
        );
      });
    });
  });
}

/** All indices below `count`, or a fixed random choice of them with the first and the last. */
function sampleOf(count: number): number[] {
  const random = new Random(1);
  const middle = random.shuffle(Array.from({ length: Math.max(0, count - 2) }, (_, i) => i + 1));
  return [...new Set([0, count - 1, ...middle.slice(0, sampleSize - 2)])];
}

function expectTruePairs(dataset: Dataset, protocol: VerificationProtocol): void {
  const { identities } = dataset;
  for (const [index, { first, second, same }] of protocol.folds.entries()) {
    const place = `${protocol.name}, fold ${index + 1}`;
    expect(first.length, place).toBeGreaterThan(0);
    expect([second.length, same.length], place).toEqual([first.length, first.length]);
    for (let pair = 0; pair < first.length; pair++) {
      const [a, b] = [identities[first[pair]], identities[second[pair]]];
      if (a === undefined || b === undefined) expect.fail(`${place}: pair ${pair} out of range`);
      if (first[pair] === second[pair]) expect.fail(`${place}: pair ${pair} is one image twice`);
      if (same[pair] !== Number(a === b)) expect.fail(`${place}: pair ${pair} is labelled wrongly`);
    }
  }
}

/** One view for each image of `pixels`. */
function rowsOf(dataset: Dataset, pixels: Uint8Array): Uint8Array[] {
  const size = imageSize(dataset.crop);
  return Array.from({ length: pixels.length / size }, (_, i) =>
    pixels.subarray(i * size, (i + 1) * size),
  );
}

function expectSameBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  const different = actual.findIndex((byte, i) => byte !== expected[i]);
  if (different >= 0) expect.fail(`${what}: byte ${different} differs between two readings`);
}
