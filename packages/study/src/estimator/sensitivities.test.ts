import { tinyPipeline } from "@multibatch/conformance";
import { buildNetwork, normalisation } from "@multibatch/core/network";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marginLoss } from "../test-support/plugins.js";
import { checkProjection } from "./check-projection.js";
import { readPopulation } from "./population.js";
import { measureSensitivities } from "./sensitivities.js";
import { WeightDirections } from "./weight-directions.js";

describe("sensitivities", () => {
  const { dataset, models } = tinyPipeline();
  let tensorsBefore = 0;
  beforeAll(async () => {
    tf.enableProdMode();
    await tf.setBackend("cpu");
    tensorsBefore = tf.memory().numTensors;
  });
  afterAll(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

  it("give the gradient of all weights along the directions that backpropagation gives", async () => {
    const network = buildNetwork(models, dataset.crop, 1);
    const weights = await WeightDirections.of(network, 7);
    const size = { identities: 16, imagesPerIdentity: 4 };
    const population = await readPopulation(dataset, size, { seed: 1, emit: () => {} });
    expect(population).toMatchObject({ identities: 16, imagesEach: 4 });
    const images = Float32Array.from(
      population.pixels,
      (pixel) => pixel * normalisation.scale + normalisation.offset,
    );
    const before = await network.getWeights()[0].data();
    const sensitivities = await measureSensitivities({
      network,
      weights,
      images,
      batchSize: 32,
      directions: 24,
      relativeStep: 0.002,
      onDirection: () => {},
    });
    expect(await network.getWeights()[0].data()).toEqual(before);
    expect(sensitivities.slopes.length).toBe(64 * 24 * 8);

    for (const norm of ["squared-l2", "l2"]) {
      const loss = await marginLoss({ norm, threshold: 2, weights: "balanced" });
      loss.build();
      const check = await checkProjection(
        network,
        weights,
        loss,
        population,
        sensitivities,
        normalisation,
      );
      expect(check.relativeError).toBeLessThan(0.02);
      expect(check.lengthRatio).toBeGreaterThan(0.3);
      expect(check.lengthRatio).toBeLessThan(3);
      expect(check.weights).toBe(weights.size);
      loss.dispose();
    }
    network.dispose();
  });

  it("refuse a data set without enough images of an identity, and say what helps", async () => {
    const size = { identities: 16, imagesPerIdentity: 7 };
    await expect(readPopulation(dataset, size, { seed: 1, emit: () => {} })).rejects.toThrow(
      /Only 0 identities to train on have 7 readable images.*--option imagesPerIdentity/,
    );
  });
});
