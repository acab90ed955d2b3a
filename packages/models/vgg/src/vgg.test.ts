import { testModel } from "@multibatch/conformance";
import { ConfigError, costOf } from "@multibatch/core";
import { distanceAtStart } from "@multibatch/embedder-layers/testing";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { type VggOptionsInput, vgg } from "./index.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const short: VggOptionsInput = {
  dimensions: 8,
  blocks: [{ filters: 4 }, { filters: 6, convolutions: 1 }],
};

testModel("vgg tiny", () => vgg({ preset: "tiny" }).create(), [[32, 32, 1]], [15, 32, 1]);
testModel("vgg small", () => vgg({ preset: "small", dimensions: 16 }).create(), [[32, 32, 3]]);
testModel(
  "vgg with batch normalisation, parametric ReLU and dropout",
  () => vgg({ ...short, activation: "prelu", batchNormalisation: true, dropout: 0.25 }).create(),
  [
    [12, 12, 1],
    [8, 11, 3],
  ],
);

async function build(options: VggOptionsInput, shape: number[], seed = 1) {
  const part = await vgg(options).create();
  const input = layers.input({ shape });
  const outputs = part.connect(input, { seed, name: "vgg" });
  return layers.model({ inputs: input, outputs });
}

describe("presets", () => {
  it("standard is VGG-B at 224×224×3 with one layer to 128 dimensions: 11.19 G, 12.6 M", async () => {
    const model = await build({}, [224, 224, 3]);
    const cost = costOf(model);
    // Each pair of convolutions by hand: positions × 9 × channels in × channels out.
    const pairs = [
      [224, 3, 64],
      [112, 64, 128],
      [56, 128, 256],
      [28, 256, 512],
      [14, 512, 512],
    ];
    const convolutions = pairs.reduce(
      (sum, [side, before, filters]) => sum + side ** 2 * 9 * filters * (before + filters),
      0,
    );
    expect(cost.multiplyAdds).toBe(convolutions + 7 * 7 * 512 * 128);
    expect(cost.multiplyAdds).toBe(11_188_043_776);
    expect(cost.parameters).toBe(12_616_384);
    expect(cost.parameters).toBe(model.countParams());
    expect(cost.uncounted).toEqual([]);
    model.dispose();
  });

  it.each([
    ["small", [112, 112, 3], 46_135_296, 221_320],
    ["tiny", [64, 64, 1], 3_964_928, 155_584],
  ] as const)("%s costs as stated at %j", async (preset, shape, multiplyAdds, parameters) => {
    const model = await build({ preset }, [...shape]);
    expect(costOf(model).multiplyAdds).toBe(multiplyAdds);
    expect(costOf(model).parameters).toBe(parameters);
    model.dispose();
  });

  it.each([
    [64, 64, 1],
    [96, 112, 1],
    [96, 112, 3],
  ])("small takes images of %i×%i×%i", async (...shape) => {
    const model = await build({ preset: "small" }, shape);
    expect(model.outputs[0].shape).toEqual([null, 128]);
    model.dispose();
  });

  it("tiny starts training at mean squared distances of 1 to 12", async () => {
    for (const seed of [1, 2, 3]) {
      const mean = await distanceAtStart(await vgg({ preset: "tiny" }).create(), 32, seed);
      expect(mean).toBeGreaterThan(1);
      expect(mean).toBeLessThan(12);
    }
  });
});

describe("errors", () => {
  it("says the least size where the poolings would leave nothing", async () => {
    const small = build({ preset: "small" }, [31, 64, 3]);
    await expect(small).rejects.toThrow(ConfigError);
    await expect(small).rejects.toThrow(
      /"vgg" received images \[\?, 31, 64, 3\], of which its 5 poolings would leave nothing.*32×32/,
    );
    const least = await build({ preset: "small" }, [32, 32, 3]);
    least.dispose();
  });

  it("refuses embeddings, images of unknown size, and wrong options by path", async () => {
    await expect(build({}, [128])).rejects.toThrow(/takes images/);
    await expect(build({}, [null as unknown as number, 64, 3])).rejects.toThrow(/fixed size/);
    expect(() => vgg({ blocks: [{ filters: 0 }] })).toThrow(/blocks\[0\]\.filters/);
    expect(() => vgg({ preset: "large" } as unknown as VggOptionsInput)).toThrow(/preset/);
  });
});
