import { ConfigError, costOf, type Model, messageOf, Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

/** Shape of one image: height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Name under which the suite connects a model. */
const part = "part";
const images = 4;

/**
 * Holds a model to the contract, on tfjs-cpu: it connects to images, is decided by its seed, names
 * its layers, survives saving, has a cost, can be trained in every weight and by its own rules, and
 * leaks nothing.
 *
 * @param inputs shapes of images that the model must take; small ones keep the suite quick
 * @param tooSmall shape that it must refuse; by default one pixel
 */
export function testModel(
  name: string,
  create: () => Promise<Model>,
  inputs: readonly ImageShape[],
  tooSmall: ImageShape = [1, 1, inputs[0][2]],
): void {
  describe(`model ${name}`, () => {
    beforeAll(async () => {
      tf.enableProdMode();
      await tf.setBackend("cpu");
    });

    it("has contract 1", async () => {
      expect((await create()).contract).toBe(1);
    });

    it(`refuses images of ${tooSmall.join("×")} with a ConfigError that names it`, async () => {
      const error = await build(create, tooSmall, 1).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(ConfigError);
      expect(messageOf(error)).toContain(part);
      expect(messageOf(error)).toMatch(/\d/);
    });

    describe.each(inputs.map((shape) => ({ shape, text: shape.join("×") })))(
      "images of $text",
      ({ shape }) => {
        testOutput(create, shape);
        testSeed(create, shape);
        testGraph(create, shape);
        testTraining(create, shape);
        testTrainingRules(create, shape);
      },
    );
  });
}

type Create = () => Promise<Model>;

function testOutput(create: Create, shape: ImageShape): void {
  it("delivers finite embeddings [n, d] or images [n, h, w, c]", async () => {
    await withModel(create, shape, 1, (model) => {
      const output = tf.tidy(() => predict(model, randomImages(shape, images)));
      expect([2, 4]).toContain(output.rank);
      expect(output.shape).toEqual([images, ...model.outputs[0].shape.slice(1)]);
      const values = output.dataSync();
      expect(values.every(Number.isFinite)).toBe(true);
      expect(new Set(values).size).toBeGreaterThan(1);
      output.dispose();
    });
  });

  it("gives an image the same output whatever images are beside it", async () => {
    await withModel(create, shape, 1, (model) => {
      tf.tidy(() => {
        const batch = randomImages(shape, images);
        const together = tf.slice(predict(model, batch), 1, 1).dataSync();
        const alone = predict(model, tf.slice(batch, 1, 1)).dataSync();
        const scale = Math.max(...together.map(Math.abs));
        const worst = Math.max(...together.map((value, i) => Math.abs(value - alone[i])));
        expect(worst).toBeLessThanOrEqual(1e-5 * scale);
      });
    });
  });

  it("leaks no tensor, from connecting to disposing", async () => {
    const before = tf.memory().numTensors;
    await withModel(create, shape, 1, (model) => {
      const built = tf.memory().numTensors;
      tf.tidy(() => void predict(model, randomImages(shape, 1)));
      expect(tf.memory().numTensors).toBe(built);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
}

function testSeed(create: Create, shape: ImageShape): void {
  it("has the same weights from the same seed, and others from another", async () => {
    // 0 is a seed like any other, though tfjs itself takes it for none.
    for (const seed of [0, 1, 2 ** 31]) {
      const weights = await weightsOf(create, shape, seed);
      expect(await weightsOf(create, shape, seed)).toEqual(weights);
      expect(await weightsOf(create, shape, seed + 1)).not.toEqual(weights);
    }
  });
}

function testGraph(create: Create, shape: ImageShape): void {
  it("names its layers uniquely, beginning with the name it was given", async () => {
    await withModel(create, shape, 1, (model) => {
      const names = model.layers.map((layer) => layer.name).filter((layer) => layer !== "image");
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((layer) => !layer.startsWith(part))).toEqual([]);
    });
  });

  it("counts its cost in every layer", async () => {
    await withModel(create, shape, 1, (model) => {
      const cost = costOf(model);
      expect(cost.uncounted).toEqual([]);
      expect(cost.parameters).toBe(model.countParams());
    });
  });

  it("is saved and loaded by stock tfjs with equal outputs", async () => {
    await withModel(create, shape, 1, async (model) => {
      const loaded = await saveAndLoad(model);
      tf.tidy(() => {
        const batch = randomImages(shape, images);
        expect(predict(loaded, batch).dataSync()).toEqual(predict(model, batch).dataSync());
      });
      loaded.dispose();
    });
  });
}

function testTraining(create: Create, shape: ImageShape): void {
  it("passes a finite gradient to every trainable weight, and leaks none", async () => {
    await withModel(create, shape, 1, (model) => {
      disturb(model);
      const before = tf.memory().numTensors;
      const gradients = tf.tidy(() => {
        const batch = randomImages(shape, images);
        return tf.variableGrads(() => {
          const output = model.apply(batch, { training: true }) as tf.Tensor;
          return tf.sum(tf.square(output)) as tf.Scalar;
        });
      });
      expect(model.trainableWeights.length).toBeGreaterThan(0);
      const withoutGradient = model.trainableWeights
        .map((weight) => weight.name)
        .filter((weight) => {
          const values = gradients.grads[weight]?.dataSync();
          return !values?.every(Number.isFinite) || values.every((value) => value === 0);
        });
      expect(withoutGradient).toEqual([]);
      tf.dispose([gradients.value, ...Object.values(gradients.grads)]);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

function testTrainingRules(create: Create, shape: ImageShape): void {
  it("scales the learning rate of layers that it has, by factors of 0 or more", async () => {
    const factors = (await create()).learningRateMultipliers?.({ name: part, seed: 1 }) ?? {};
    await withModel(create, shape, 1, (model) => {
      for (const [key, factor] of Object.entries(factors)) {
        expect(model.layers.some(({ name }) => name.startsWith(key))).toBe(true);
        expect(factor).toBeGreaterThanOrEqual(0);
        expect(factor).toBeLessThan(Number.POSITIVE_INFINITY);
      }
    });
  });

  it("charges the outputs of layers that it has, each image by itself", async () => {
    const penalties = (await create()).activityPenalties?.({ name: part, seed: 1 }) ?? {};
    await withModel(create, shape, 1, (model) => {
      disturb(model);
      for (const [layer, penalty] of Object.entries(penalties)) {
        const output = model.getLayer(layer).output as layers.SymbolicTensor;
        const within = layers.model({ inputs: model.inputs, outputs: output });
        tf.tidy(() => {
          const batch = within.apply(randomImages(shape, images), { training: true }) as tf.Tensor;
          const together = penalty(batch);
          expect(together.shape).toEqual([images]);
          const alone = Array.from({ length: images }, (_, image) =>
            penalty(tf.slice(batch, image, 1)).dataSync(),
          );
          together.dataSync().forEach((charge, image) => {
            expect(Number.isFinite(charge)).toBe(true);
            expect(charge).toBeCloseTo(alone[image][0], 5);
          });
        });
      }
    });
  });
}

async function build(create: Create, shape: ImageShape, seed: number) {
  const model = await create();
  const input = layers.input({ shape: [...shape], name: "image" });
  return layers.model({ inputs: input, outputs: model.connect(input, { seed, name: part }) });
}

async function withModel(
  create: Create,
  shape: ImageShape,
  seed: number,
  use: (model: layers.LayersModel) => void | Promise<void>,
): Promise<void> {
  const model = await build(create, shape, seed);
  try {
    await use(model);
  } finally {
    model.dispose();
  }
}

async function weightsOf(create: Create, shape: ImageShape, seed: number) {
  const model = await build(create, shape, seed);
  // Copies: a tensor's own values go when the model is disposed of.
  const values = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  model.dispose();
  return values;
}

/** Random images with values in [−1, 1): a few waves and noise, as no image is noise alone. */
function randomImages(shape: ImageShape, count: number): tf.Tensor4D {
  const random = new Random(1).fork("images of the model suite");
  const [height, width, channels] = shape;
  const values = new Float32Array(count * height * width * channels);
  for (let image = 0, i = 0; image < count; image++) {
    const [up, across, phase] = [random.uniform(0, 9), random.uniform(0, 9), random.uniform(0, 6)];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const wave = Math.sin((up * y) / height + (across * x) / width + phase);
        for (let c = 0; c < channels; c++) values[i++] = 0.7 * wave + random.uniform(-0.3, 0.3);
      }
    }
  }
  return tf.tensor4d(values, [count, height, width, channels]);
}

function predict(model: layers.LayersModel, batch: tf.Tensor): tf.Tensor {
  return model.predict(batch) as tf.Tensor;
}

/** Moves every weight a little: a layer that starts at zero lets no gradient through to the others. */
function disturb(model: layers.LayersModel): void {
  const random = new Random(1).fork("disturbance");
  for (const weight of model.trainableWeights) {
    const value = weight.read();
    const noise = Float32Array.from({ length: value.size }, () => random.normal(0, 0.01));
    weight.write(tf.tidy(() => tf.add(value, tf.tensor(noise, value.shape))));
  }
}

async function saveAndLoad(model: layers.LayersModel): Promise<layers.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  // Through text, as in a file.
  const topology = JSON.parse(JSON.stringify(saved?.modelTopology));
  return layers.loadLayersModel(tf.io.fromMemory({ ...saved, modelTopology: topology }));
}
