import { testDataset, tinyDataset } from "@multibatch/conformance";
import { imageSize } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { judgedOn } from "./judged-on.js";

const strangers = () => ({ ...tinyDataset(), name: "strangers" });

testDataset("judgedOn", async () => judgedOn(tinyDataset(), strangers()));

describe("judgedOn", () => {
  const dataset = tinyDataset();
  const judge = strangers();
  const both = judgedOn(dataset, judge);
  const count = dataset.identities.length;

  it("trains on the one, and judges on the test pairs of the other", () => {
    expect(both.splits.train).toEqual(dataset.splits.train);
    const [fold] = both.protocols.validation!.folds;
    const [own] = judge.protocols.test!.folds;
    expect(fold.first).toEqual(own.first.map((image) => image + count));
    expect(fold.same).toEqual(own.same);
    expect(both.protocols.test).toBeUndefined();
    expect(both.splits.validation.every((image) => image >= count)).toBe(true);
  });

  it("takes validation pairs where there are no test pairs, and refuses where there are none", () => {
    const { validation } = judge.protocols;
    const validated = judgedOn(dataset, { ...judge, protocols: { validation } });
    expect(validated.protocols.validation?.name).toBe(validation?.name);
    expect(() => judgedOn(dataset, { ...judge, protocols: {} })).toThrow(/strangers has neither/);
  });

  it("reads from both, and numbers failures as its own", async () => {
    const broken = judgedOn(dataset, {
      ...judge,
      read: async (images) => ({
        pixels: new Uint8Array(images.length * imageSize(judge.crop)),
        failed: [{ image: images[0], name: "one", reason: "It is not there." }],
      }),
    });
    const { pixels, failed } = await broken.read([count + 7, 3]);
    expect(failed).toEqual([expect.objectContaining({ image: count + 7 })]);
    const size = imageSize(dataset.crop);
    expect(pixels.subarray(size)).toEqual((await dataset.read([3])).pixels);
  });

  it("refuses images of another size", () => {
    const larger = { ...judge, crop: { ...judge.crop, height: 9 } };
    expect(() => judgedOn(dataset, larger)).toThrow(/8 × 8 × 1 are trained on.*9 × 8 × 1 judged/);
  });
});
