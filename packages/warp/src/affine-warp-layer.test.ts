import "@tensorflow/tfjs-backend-cpu";
import { costOf } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  AffineWarp,
  type AffineWarpConfig,
  identityParameters,
  parametrisations,
} from "./index.js";

beforeAll(async () => void (await tf.setBackend("cpu")));

/** A network that warps images by parameters that it is given beside them. */
function network(config: AffineWarpConfig, height = 6, width = 8): layers.LayersModel {
  const images = layers.input({ shape: [height, width, 3] });
  const parameters = layers.input({
    shape: [identityParameters(config.parametrisation).length],
  });
  const warped = new AffineWarp(config).apply([images, parameters]) as layers.SymbolicTensor;
  return layers.model({ inputs: [images, parameters], outputs: warped });
}

const someImages = () => tf.randomUniform<tf.Rank.R4>([2, 6, 8, 3], -1, 1, "float32", 7);

describe.each(parametrisations)("AffineWarp, %s", (parametrisation) => {
  it("is loaded from model.json as it was saved", async () => {
    const model = network({ parametrisation, height: 5, width: 4, name: "align" });
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = JSON.parse(JSON.stringify(artifacts)) as tf.io.ModelArtifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      }),
    );
    const loaded = await layers.loadLayersModel(tf.io.fromMemory(saved!));
    expect(loaded.outputs[0].shape).toEqual([null, 5, 4, 3]);
    expect(loaded.getLayer("align").getConfig()).toEqual(model.getLayer("align").getConfig());
    tf.tidy(() => {
      const identity = identityParameters(parametrisation);
      const zoomed = identity.map((value) => 0.9 * value);
      const inputs = [someImages(), tf.tensor2d([zoomed, zoomed])];
      const [before, after] = [model, loaded].map((each) => each.predict(inputs) as tf.Tensor);
      expect(after.dataSync()).toEqual(before.dataSync());
    });
    for (const each of [model, loaded]) each.dispose();
  });

  it("returns images exactly for the identity", () => {
    const model = network({ parametrisation });
    tf.tidy(() => {
      const images = someImages();
      const identity = identityParameters(parametrisation);
      const parameters = tf.tensor2d([...identity, ...identity], [2, identity.length]);
      expect((model.predict([images, parameters]) as tf.Tensor).dataSync()).toEqual(
        images.dataSync(),
      );
    });
    model.dispose();
  });
});

describe("AffineWarp", () => {
  it("counts its multiply-adds for each output point", () => {
    const model = network({ parametrisation: "affine", height: 5, width: 4 });
    expect(costOf(model)).toMatchObject({ multiplyAdds: 5 * 4 * 16, parameters: 0, uncounted: [] });
    model.dispose();
  });

  it("names what does not fit", () => {
    expect(() => new AffineWarp({ parametrisation: "projective" as "affine" })).toThrow(
      /"projective", expected one of affine, similarity, translation-scale/,
    );
    expect(() => new AffineWarp({ parametrisation: "affine", height: 1.5 })).toThrow(
      /height is 1.5/,
    );
    const images = layers.input({ shape: [6, 8, 3] });
    const parameters = layers.input({ shape: [5] });
    expect(() =>
      new AffineWarp({ parametrisation: "affine", name: "align" }).apply([images, parameters]),
    ).toThrow(/"align" \(AffineWarp, affine\) takes .* parameters \[n, 6\].*\[\?, 5\]/);
    expect(() => new AffineWarp({ parametrisation: "affine" }).apply(images)).toThrow(/two inputs/);
  });
});
