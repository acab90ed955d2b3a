import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
// Registers the gradients of tfjs.
import "@tensorflow/tfjs-layers";
import type { Random } from "@multibatch/core";
import { beforeAll, describe, expect, it } from "vitest";
import { productLoss, productWorld } from "../test-support/product-world.js";
import { measureComponents } from "./components.js";
import { groupedDesign, independentDesign } from "./designs.js";
import { exactGradients } from "./exact-gradient.js";
import { checkInstrument } from "./kernels.js";
import { LossGradients } from "./loss-gradients.js";
import { measureEstimators } from "./measure.js";
import { predictAllPairs } from "./predict.js";
import { projectGradient } from "./sensitivities.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const world = productWorld(30, 4, 0.5);
const gradients = new LossGradients(productLoss, world.population, world.sensitivities);

describe("exactGradients", () => {
  it("is the mean over all pairs of each kind, though computed in blocks", async () => {
    // 720 images are more than a block.
    const large = productWorld(180, 4, 0.5);
    const before = tf.memory().numTensors;
    const exact = await exactGradients(
      new LossGradients(productLoss, large.population, large.sensitivities),
      large.population,
      large.sensitivities,
    );
    expect(tf.memory().numTensors).toBe(before);
    const sums = { same: 0, different: 0 };
    const x = large.values;
    x.forEach((first, i) => {
      x.forEach((second, j) => {
        if (i === j) return;
        sums[Math.floor(i / 4) === Math.floor(j / 4) ? "same" : "different"] += first * second;
      });
    });
    expect(exact.same[0]).toBeCloseTo(sums.same / (720 * 3), 4);
    expect(exact.different[0]).toBeCloseTo(sums.different / (720 * 716), 4);
  });
});

describe("components of the kernel x·y", () => {
  it("are those of the population: μ²σ² and (σ² + μ²)² − μ⁴ for independent images", async () => {
    const exact = await exactGradients(gradients, world.population, world.sensitivities);
    const components = await measureComponents(
      gradients,
      world.population,
      world.sensitivities,
      exact,
      1,
      { units: 250, partners: 10, replicates: 100, seed: 1 },
    );
    const x = [...world.values];
    const mu = meanOf(x);
    const squares = meanOf(x.map((value) => value * value));
    // The exact target leaves an image with itself out, as a margin loss has no gradient there.
    const zeta1 = mu ** 2 * (squares - mu ** 2);
    const zeta2 = squares ** 2 - mu ** 4;
    const spread = (value: (one: { zeta1: number; zeta2: number }) => number) => {
      const values = components.replicates.map(value);
      return Math.sqrt(meanOf(values.map((one) => (one - meanOf(values)) ** 2)));
    };
    expect(Math.abs(components.zeta1 - zeta1)).toBeLessThan(4 * spread((one) => one.zeta1) + 0.02);
    expect(Math.abs(components.zeta2 - zeta2)).toBeLessThan(4 * spread((one) => one.zeta2) + 0.02);
  });

  it("predict the variance that is measured, for P × K with both weights of same pairs", async () => {
    const exact = await exactGradients(gradients, world.population, world.sensitivities);
    const components = await measureComponents(
      gradients,
      world.population,
      world.sensitivities,
      exact,
      2,
      { units: 30, partners: 200, replicates: 2, seed: 2 },
    );
    const design = groupedDesign(world.population, 2);
    for (const k of [8, 24]) {
      const target = design.target(exact, k, "uniform");
      const { all } = await measureEstimators(
        `test ${k}`,
        async (random) => {
          const batch = design.draw(k, random);
          const gradient = await gradients.of(batch, "all");
          return { all: projectGradient(world.sensitivities, batch, gradient) };
        },
        { all: target },
        { draws: 1500, replicates: 20, seed: 3 },
      );
      const { variance } = predictAllPairs(components, {
        k,
        sameShare: design.sameShare(k, "uniform"),
        identities: 30,
      });
      expect(variance / all.variance).toBeGreaterThan(0.8);
      expect(variance / all.variance).toBeLessThan(1.25);
      expect(all.bias.pValue).toBeGreaterThan(0.01);
    }
  });
});

describe("predictAllPairs", () => {
  it("is the formula for independent images, and tells its part in 1/k", () => {
    const components = {
      unitSize: 1,
      zeta1: 2,
      zeta2: 8,
      within: 0,
      crossed: 0,
      ofIdentity: { zeta1: 0, within: 0, crossed: 0 },
    };
    const { variance, linear } = predictAllPairs(components, {
      k: 64,
      sameShare: 0.1,
      identities: 10,
    });
    expect(variance).toBeCloseTo((2 / (64 * 63)) * (2 * 62 * 2 + 8), 12);
    expect(linear).toBeCloseTo(8 / 64, 12);
  });
});

describe("the instrument", () => {
  it("measures kernels with known answers: degenerate x·y and non-degenerate (x − y)²", async () => {
    const checks = await checkInstrument([8, 32], { draws: 1200, replicates: 60, seed: 5 });
    expect(checks).toHaveLength(8);
    for (const { known, measured, biasPValue } of checks) {
      expect(Math.abs(measured.value / known - 1)).toBeLessThan(0.25);
      expect(biasPValue).toBeGreaterThan(0.002);
    }
    const of = (kernel: string, k: number) =>
      checks.find((one) => one.kernel === kernel && one.k === k && one.estimator === "all pairs")!
        .measured.value;
    const slopeOf = (kernel: string) => Math.log(of(kernel, 32) / of(kernel, 8)) / Math.log(4);
    expect(slopeOf("x·y")).toBeLessThan(-1.85);
    expect(slopeOf("(x−y)²")).toBeGreaterThan(-1.2);
  });
});

describe("measureEstimators", () => {
  it("gives the same numbers for the same seed, whatever else is measured", async () => {
    const design = independentDesign(world.population);
    const measure = () =>
      measureEstimators(
        "one",
        (random: Random) => ({ first: Float64Array.of(design.draw(4, random)[0]) }),
        { first: Float64Array.of(60) },
        { draws: 30, replicates: 20, seed: 1 },
      );
    const once = await measure();
    await measureEstimators(
      "two",
      (random: Random) => ({ first: Float64Array.of(random.normal()) }),
      { first: Float64Array.of(0) },
      { draws: 10, replicates: 20, seed: 1 },
    );
    expect(await measure()).toEqual(once);
  });
});
