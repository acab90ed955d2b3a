import { ConfigError, type Model } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import { modelContexts } from "@multibatch/core/network";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { trainingRules } from "./training-rules.js";

let network: layers.LayersModel;
beforeEach(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const names = ["model1-first", "model1-second", "model1-second-bias", "model10-first"];
  network = layers.sequential({
    layers: names.map((name, i) =>
      layers.layers.dense({ name, units: 2, inputShape: i === 0 ? [2] : undefined }),
    ),
  });
});
afterEach(() => network.dispose());

const model = (rules: Partial<Model>): Model => ({
  contract: 1,
  connect: (input) => input,
  ...rules,
});
const factorsOf = (...multipliers: Record<string, number>[]) =>
  trainingRules(
    network,
    multipliers.map((factors) => model({ learningRateMultipliers: () => factors })),
    modelContexts(multipliers.length, 1),
  ).learningRateMultipliers;

describe("learningRateMultipliers", () => {
  it("fit whole layer names and beginnings up to a dash, the longest first", () => {
    const factors = factorsOf({ model1: 0.5, "model1-second": 0.1 }, {});
    expect(Object.fromEntries(factors)).toEqual({
      "model1-first": 0.5,
      "model1-second": 0.1,
      "model1-second-bias": 0.1,
    });
  });

  it("may be for the whole model, by the name that it was connected with", () => {
    const first = model({ learningRateMultipliers: ({ name }) => ({ [name]: 0 }) });
    const rules = trainingRules(network, [first, model({})], modelContexts(2, 1));
    expect(rules.learningRateMultipliers.get("model1-first")).toBe(0);
    expect(rules.learningRateMultipliers.has("model10-first")).toBe(false);
  });

  it("are refused where no layer fits, or where they are no factor", () => {
    expect(() => factorsOf({ "model1-frist": 1 })).toThrow(ConfigError);
    expect(() => factorsOf({ "model1-frist": 1 })).toThrow(
      /"embedder" has a rule .* "model1-frist".*Did it mean "model1-first"\?/,
    );
    expect(() => factorsOf({ "model1-first": -1 })).toThrow(/-1 times .*expected 0 or more/);
    expect(() => factorsOf({ "model1-first": Number.NaN })).toThrow(ConfigError);
  });
});

describe("activityPenalties", () => {
  it("are gathered by layer, and refused where there is no such layer", () => {
    const penalty = (output: tf.Tensor) => tf.sum(output, 1) as tf.Tensor1D;
    const rules = (layer: string) => {
      const charging = model({ activityPenalties: () => ({ [layer]: penalty }) });
      return trainingRules(network, [charging], modelContexts(1, 1)).activityPenalties;
    };
    expect([...rules("model1-first")]).toEqual([["model1-first", penalty]]);
    expect(() => rules("model1")).toThrow(/"model1", which is not in the network/);
  });
});
