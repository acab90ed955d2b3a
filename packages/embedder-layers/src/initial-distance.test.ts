import { distanceBetween, Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type EmbedderOptions,
  embedderOptions,
  initialDistance,
  meanSquaredDistance,
  type Stage,
  StagedEmbedder,
  scaleToInitialDistance,
} from "./index.js";
import { distanceAtStart } from "./testing.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const defaults = z.strictObject(embedderOptions).parse({});
const stages: Stage[] = [16, 32, 64].map((filters, index) => ({
  name: `block${index + 1}`,
  convolutions: [
    { name: "convolution", kernel: index === 0 ? 5 : 3, filters, stride: index === 0 ? 2 : 1 },
    { name: "pointwise", kernel: 1, filters, stride: 1 },
  ],
  pool: true,
}));

describe("the start of training", () => {
  const starts: Partial<EmbedderOptions>[] = [
    {},
    { dimensions: 32 },
    { activation: "leaky-relu" },
    { activation: "prelu" },
    { activation: "elu" },
    { batchNormalisation: true },
    { dropout: 0.5 },
    { initialiser: "he-uniform" },
  ];
  it.each(starts)("is at mean squared distances of 1 to 12 with %j", async (options) => {
    const before = tf.memory().numTensors;
    for (const seed of [1, 2, 3]) {
      const model = new StagedEmbedder(stages, { ...defaults, ...options });
      const mean = await distanceAtStart(model, 32, seed);
      expect(mean).toBeGreaterThan(1);
      expect(mean).toBeLessThan(12);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("would be at distances more than fivefold apart with one scale for all seeds", async () => {
    const distances: number[] = [];
    for (let seed = 1; seed <= 24; seed++) {
      const model = new StagedEmbedder(stages, { ...defaults, embeddingScale: 4 });
      distances.push(await distanceAtStart(model, 32, seed));
    }
    expect(Math.max(...distances) / Math.min(...distances)).toBeGreaterThan(5);
  });

  it("stays where embeddingScale puts it", async () => {
    const at = (embeddingScale: number) =>
      distanceAtStart(new StagedEmbedder(stages, { ...defaults, embeddingScale }), 32, 1);
    expect((await at(12)) / (await at(4))).toBeCloseTo(9, 3);
  });
});

describe("scaleToInitialDistance", () => {
  const images = Int32Array.from({ length: 40 }, (_, image) => image);
  const pixelsOf = (image: number) => Array.from({ length: 12 }, (_, i) => Math.sin(image * i));
  const read = async (chosen: ArrayLike<number>) =>
    Float32Array.from(Array.from(chosen).flatMap(pixelsOf));
  const build = () =>
    layers.sequential({
      layers: [
        layers.layers.flatten({ inputShape: [2, 2, 3] }),
        layers.layers.batchNormalization({}),
        layers.layers.dense({
          name: "last",
          units: 5,
          kernelInitializer: layers.initializers.heNormal({ seed: 3 }),
        }),
      ],
    });

  it("brings the distance to 5 exactly on the images it measures, and leaves averages alone", async () => {
    const model = build();
    const averages = () => model.nonTrainableWeights.map((weight) => weight.read().arraySync());
    const before = averages();
    const few = images.subarray(0, 8);
    await scaleToInitialDistance(model, "last", { images: few, read, emit: () => {} });
    const pixels = await read(few);
    const rows = tf.tidy(() => {
      const batch = tf.tensor4d(pixels, [8, 2, 2, 3]);
      return (model.apply(batch, { training: true }) as tf.Tensor2D).dataSync<"float32">();
    });
    expect(averages()).not.toEqual(before);
    expect(meanSquaredDistance(rows, 8)).toBeCloseTo(initialDistance, 4);
    model.dispose();
  });

  it("leaves a network alone whose images do not differ, with a notice", async () => {
    const model = build();
    const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const messages: string[] = [];
    await scaleToInitialDistance(model, "last", {
      images,
      read: async (chosen) => new Float32Array(chosen.length * 12),
      emit: (event) => void (event.type === "notice" && messages.push(event.message)),
    });
    expect(messages).toEqual([expect.stringMatching(/distance of 0 over 32 training images/)]);
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
    model.dispose();
  });
});

it("meanSquaredDistance is the mean over all pairs, counted one by one", () => {
  const random = new Random(2);
  const rows = Array.from({ length: 7 }, () => Array.from({ length: 3 }, () => random.normal()));
  let sum = 0;
  for (const a of rows) {
    for (const b of rows) sum += distanceBetween(a, b, { norm: "squared-l2" });
  }
  expect(meanSquaredDistance(Float32Array.from(rows.flat()), 7)).toBeCloseTo(sum / (7 * 6), 5);
});
