import { testModel } from "@multibatch/conformance";
import { ConfigError, costOf } from "@multibatch/core";
import { distanceAtStart } from "@multibatch/embedder-layers/testing";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { type NinOptionsInput, nin, presetNames } from "./index.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const short: NinOptionsInput = {
  dimensions: 8,
  blocks: [
    { kernel: 5, filters: 4, stride: 2 },
    { kernel: 3, filters: 6, pointwise: 5 },
    { kernel: 3, filters: 6, pointwise: false, pool: false },
  ],
};

testModel("nin tiny", () => nin({ preset: "tiny" }).create(), [[32, 32, 1]]);
testModel("nin with blocks of one's own", () => nin(short).create(), [
  [16, 20, 3],
  [9, 9, 2],
]);
testModel(
  "nin with batch normalisation and parametric ReLU",
  () => nin({ ...short, activation: "prelu", batchNormalisation: true }).create(),
  [[12, 12, 1]],
);
testModel(
  "nin with leaky ReLU and dropout",
  () =>
    nin({ ...short, activation: "leaky-relu", dropout: 0.25, initialiser: "he-uniform" }).create(),
  [[12, 12, 1]],
);
testModel(
  "nin with ELU",
  () => nin({ ...short, activation: "elu", initialiser: "he-uniform" }).create(),
  [[12, 12, 1]],
);

async function build(options: NinOptionsInput, shape: number[], seed = 1) {
  const part = await nin(options).create();
  const input = layers.input({ shape });
  const outputs = part.connect(input, { seed, name: "nin" });
  return layers.model({ inputs: input, outputs });
}

describe("presets", () => {
  it.each([
    ["tiny", [64, 64, 1], 3_686_400, 160_240],
    ["small", [112, 112, 3], 9_796_864, 465_400],
    ["standard", [112, 112, 3], 36_176_896, 1_088_272],
    ["large", [112, 112, 3], 211_441_664, 2_936_992],
  ] as const)("%s costs at %j what the manual says", async (preset, shape, macs, parameters) => {
    const model = await build({ preset }, [...shape]);
    const cost = costOf(model);
    expect(cost.multiplyAdds).toBe(macs);
    expect(cost.parameters).toBe(parameters);
    expect(cost.parameters).toBe(model.countParams());
    expect(cost.uncounted).toEqual([]);
    expect(model.outputs[0].shape).toEqual([null, 128]);
    model.dispose();
  });

  it("standard is the default, within the 36.2 M that the paper's budget leaves", async () => {
    const [standard, model] = [
      await build({ preset: "standard" }, [112, 112, 3]),
      await build({}, [112, 112, 3]),
    ];
    expect(costOf(model).multiplyAdds).toBe(costOf(standard).multiplyAdds);
    expect(costOf(model).multiplyAdds).toBeLessThan(36.2e6);
    standard.dispose();
    model.dispose();
  });
});

describe("errors", () => {
  it("says the least size where the poolings would leave nothing", async () => {
    await expect(build({ preset: "standard" }, [14, 64, 3])).rejects.toThrow(ConfigError);
    await expect(build({ preset: "standard" }, [14, 64, 3])).rejects.toThrow(
      /"nin" received images \[\?, 14, 64, 3\], of which its 3 poolings would leave nothing.*15×15/,
    );
    for (const preset of presetNames) {
      await expect(build({ preset }, [14, 14, 3])).rejects.toThrow(ConfigError);
      const least = await build({ preset }, [15, 15, 3]);
      least.dispose();
    }
  });

  it("refuses embeddings and images of unknown size", async () => {
    await expect(build({}, [128])).rejects.toThrow(/takes images/);
    await expect(build({}, [null as unknown as number, 32, 3])).rejects.toThrow(/fixed size/);
  });

  it("refuses wrong options by path", () => {
    expect(() => nin({ blocks: [{ kernel: 3, filters: 0 }] })).toThrow(/blocks\[0\]\.filters/);
    expect(() => nin({ dropout: 1 })).toThrow(ConfigError);
    expect(() => nin({ preset: "huge" } as unknown as NinOptionsInput)).toThrow(/preset/);
  });
});

describe("input", () => {
  it.each([
    [64, 64, 1],
    [64, 64, 3],
    [96, 112, 1],
    [96, 112, 3],
    [112, 112, 1],
  ])("standard takes images of %i×%i×%i", async (...shape) => {
    const model = await build({}, shape);
    expect(model.outputs[0].shape).toEqual([null, 128]);
    expect(costOf(model).parameters).toBe(model.countParams());
    model.dispose();
  });
});

it("tiny starts training at mean squared distances of 1 to 12", async () => {
  for (const seed of [1, 2, 3]) {
    const mean = await distanceAtStart(await nin({ preset: "tiny" }).create(), 32, seed);
    expect(mean).toBeGreaterThan(1);
    expect(mean).toBeLessThan(12);
  }
});
