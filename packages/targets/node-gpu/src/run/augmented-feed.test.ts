import { tinyDataset, tinyPipeline } from "@multibatch/conformance";
import { Random } from "@multibatch/core";
import { afterEach, expect, it } from "vitest";
import { drawVariations } from "../augmentation/augment.js";
import { augmentationSchema } from "../augmentation/augmentation-options.js";
import { Augmenter } from "../augmentation/augmenter.js";
import { warpImages } from "../augmentation/warp-image.js";
import { AugmentedFeed } from "./augmented-feed.js";
import { BatchFeed } from "./batch-feed.js";
import { trainingPopulation } from "./training-population.js";

const dataset = tinyDataset();
const options = augmentationSchema.parse({});
const augmenter = new Augmenter(dataset.crop, options);
afterEach(() => augmenter.dispose());

const feed = () => {
  const stream = tinyPipeline().sampler.start(trainingPopulation(dataset), 3);
  return new BatchFeed(dataset, stream, () => {});
};

it("gives each step its batch, varied as the seed and the step say, and reads none behind the last", async () => {
  const plain = feed();
  const counted = feed();
  let reads = 0;
  const next = counted.next.bind(counted);
  counted.next = () => {
    reads++;
    return next();
  };
  const augmented = new AugmentedFeed(counted, augmenter, 9, 7);
  for (let step = 4; step < 7; step++) {
    const { batch, inputs } = await augmented.next(step);
    const expected = await plain.next();
    expect(batch).toEqual(expected);
    const random = new Random(9).fork(`augmentation of step ${step}`);
    const variations = drawVariations(batch.images.length, dataset.crop, options, random);
    expect(inputs).toEqual(warpImages(expected.pixels, dataset.crop, variations));
  }
  expect(reads).toBe(3);
});
