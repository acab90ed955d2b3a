import { testModel } from "@multibatch/conformance";
import { ConfigError, costOf } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { presetNames, type WarpAlignerOptionsInput, warpAligner } from "./index.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const short: WarpAlignerOptionsInput = {
  localisation: {
    reduction: 2,
    stages: [{ convolutions: [{ kernel: 3, filters: 4 }] }],
    hidden: 6,
  },
};

testModel("warp aligner small", () => warpAligner({ preset: "small" }).create(), [[24, 24, 1]]);
testModel(
  "warp aligner of similarities, of pixels of their own, to another size",
  () => warpAligner({ ...short, parametrisation: "similarity", height: 8, width: 10 }).create(),
  [
    [16, 12, 3],
    [9, 9, 2],
  ],
);
testModel(
  "warp aligner of shifts and scales, with batch normalisation, without reduction",
  () =>
    warpAligner({
      parametrisation: "translation-scale",
      localisation: { ...short.localisation!, reduction: 1 },
      batchNormalisation: true,
      activation: "elu",
    }).create(),
  [[8, 8, 1]],
);

async function build(options: WarpAlignerOptionsInput, shape: number[], seed = 1) {
  const part = await warpAligner(options).create();
  const input = layers.input({ shape });
  const outputs = part.connect(input, { seed, name: "aligner" });
  return layers.model({ inputs: input, outputs });
}

/** Multiply-adds of the localisation network and of the warp. */
async function costs(options: WarpAlignerOptionsInput, shape: number[]) {
  const model = await build(options, shape);
  const cost = costOf(model);
  expect(cost.uncounted).toEqual([]);
  const warp = cost.layers.find((layer) => layer.className === "AffineWarp")!.multiplyAdds;
  model.dispose();
  return { localisation: cost.multiplyAdds - warp, warp };
}

describe("cost", () => {
  it("standard: 4.42 M multiply-adds at 112×112×3 and 0.20 M for the warp, within 4.8 M", async () => {
    expect(await costs({ parametrisation: "affine" }, [112, 112, 3])).toEqual({
      localisation: 4_415_680,
      warp: 200_704,
    });
  });

  it("small: 1.56 M multiply-adds at 64×64×1", async () => {
    const { localisation, warp } = await costs({ preset: "small" }, [64, 64, 1]);
    expect(localisation).toBe(1_560_832);
    expect(warp).toBe(32_768);
  });
});

describe("the start", () => {
  it.each(["affine", "similarity", "translation-scale"] as const)(
    "%s: returns every image exactly as it is",
    async (parametrisation) => {
      const model = await build({ preset: "small", parametrisation }, [20, 28, 3]);
      tf.tidy(() => {
        const images = tf.randomUniform([3, 20, 28, 3], -1, 1, "float32", 5);
        const warped = model.predict(images) as tf.Tensor;
        expect(warped.dataSync()).toEqual(images.dataSync());
      });
      model.dispose();
    },
  );
});

describe("the network", () => {
  it("is one flat graph of stock layers and the warp", async () => {
    const model = await build({ preset: "small", parametrisation: "similarity" }, [32, 32, 1]);
    const classes = new Set(model.layers.map((layer) => layer.getClassName()));
    expect([...classes].sort()).toEqual(
      ["InputLayer", "AveragePooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense"]
        .concat("AffineWarp")
        .sort(),
    );
    model.dispose();
  });

  it.each(presetNames)("%s takes images of many sizes", async (preset) => {
    for (const shape of [
      [32, 32, 1],
      [96, 112, 3],
      [150, 150, 3],
    ]) {
      const model = await build({ preset }, shape);
      expect(model.outputs[0].shape).toEqual([null, ...shape]);
      model.dispose();
    }
  });
});

describe("errors", () => {
  it("says the least size where nothing would be left", async () => {
    await expect(build({}, [13, 64, 3])).rejects.toThrow(ConfigError);
    await expect(build({}, [13, 64, 3])).rejects.toThrow(
      /"aligner" received images \[\?, 13, 64, 3\].*14×14 pixels/,
    );
    for (const preset of presetNames) (await build({ preset }, [14, 14, 1])).dispose();
  });

  it("refuses embeddings and images of unknown size", async () => {
    await expect(build({}, [128])).rejects.toThrow(/aligns images.*before the embedder/);
    await expect(build({}, [null as unknown as number, 32, 3])).rejects.toThrow(/fixed size/);
  });

  it("refuses wrong options by path", () => {
    expect(() => warpAligner({ warmStart: { steps: 0 } })).toThrow(/warmStart/);
    expect(() => warpAligner({ penalty: { freedom: -1 } })).toThrow(/penalty\.freedom/);
    const wrong = { parametrisation: "projective" } as unknown as WarpAlignerOptionsInput;
    expect(() => warpAligner(wrong)).toThrow(/parametrisation/);
  });
});
