import { tinyDataset, tinyPipeline } from "@multibatch/conformance";
import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { afterEach, expect, it } from "vitest";
import { augmentationSchema } from "../augmentation/augmentation-options.js";
import { Augmenter } from "../augmentation/augmenter.js";
import { drawVariations } from "../augmentation/draw-variations.js";
import { varyImages } from "../augmentation/vary-images.js";
import { disposeImages, handOverTo } from "../step/step-images.js";
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
    expect(inputs).toEqual(varyImages(expected.pixels, dataset.crop, variations));
  }
  expect(reads).toBe(3);
});

it("hands a batch over as soon as it is varied, and disposes the one that nobody asked for", async () => {
  const before = tf.memory().numTensors;
  let adopted = 0;
  const adopt = (values: Float32Array, shape: readonly number[]) => {
    adopted++;
    return tf.tensor(values, [...shape]);
  };
  const { height, width, channels } = dataset.crop;
  const handOver = handOverTo(adopt, [height, width, channels], undefined);
  const augmented = new AugmentedFeed(feed(), augmenter, 9, 7, handOver);
  const { batch, inputs } = await augmented.next(4);
  expect(inputs).toBeInstanceOf(tf.Tensor);
  expect((inputs as tf.Tensor).shape).toEqual([batch.images.length, height, width, channels]);
  disposeImages(inputs);
  await augmented.dispose();
  expect(adopted).toBe(2);
  expect(tf.memory().numTensors).toBe(before);
});

it("keeps pixels here where chunks are cut of them, or where the engine adopts none", () => {
  const pixels = new Float32Array(12);
  expect(handOverTo(() => tf.scalar(0), [2, 2, 1], 2)(pixels)).toBe(pixels);
  expect(handOverTo(undefined, [2, 2, 1], undefined)(pixels)).toBe(pixels);
});
