import { testModel } from "@multibatch/conformance";
import { ConfigError, costOf, distanceBetween, Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { type NinOptionsInput, nin } from "./index.js";

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
  it("standard costs 36.18 M multiply-adds at 112×112×3", async () => {
    const model = await build({}, [112, 112, 3]);
    const cost = costOf(model);
    expect(cost.multiplyAdds).toBe(36_176_896);
    expect(cost.uncounted).toEqual([]);
    expect(cost.parameters).toBe(model.countParams());
    model.dispose();
  });

  it("small stays below 10 M multiply-adds at 112×112×3", async () => {
    const model = await build({ preset: "small" }, [112, 112, 3]);
    expect(costOf(model).multiplyAdds).toBe(9_796_864);
    model.dispose();
  });

  it("tiny costs 2 to 5 M multiply-adds at 64×64×1", async () => {
    const model = await build({ preset: "tiny" }, [64, 64, 1]);
    expect(costOf(model).multiplyAdds).toBe(3_686_400);
    expect(model.outputs[0].shape).toEqual([null, 128]);
    model.dispose();
  });
});

describe("errors", () => {
  it("says the least size where the poolings would leave nothing", async () => {
    await expect(build({ preset: "standard" }, [14, 64, 3])).rejects.toThrow(ConfigError);
    await expect(build({ preset: "standard" }, [14, 64, 3])).rejects.toThrow(
      /"nin" received images \[\?, 14, 64, 3\], of which its 3 poolings would leave nothing.*15×15/,
    );
    for (const preset of ["tiny", "small", "standard"] as const) {
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

describe("initial weights", () => {
  const variances: [NinOptionsInput, number][] = [
    [{ initialiser: "he-normal" }, 2],
    [{ initialiser: "he-uniform" }, 2],
    [{ activation: "leaky-relu" }, 2 / 1.01],
    [{ activation: "elu" }, 1 / integral((z) => (z > 0 ? z : Math.exp(z) - 1) ** 2)],
  ];
  it.each(variances)("have the variance of He et al. with %j", async (options, gain) => {
    const blocks = Array.from({ length: 2 }, () => ({ kernel: 3, filters: 48, pool: false }));
    const model = await build({ ...options, blocks, dimensions: 4 }, [4, 4, 1]);
    // Of 20,736 weights: the estimate of the variance is within 3 % with near certainty.
    const [kernel] = model.getLayer("nin-block2-convolution").getWeights();
    const { mean, variance } = tf.moments(kernel);
    const expected = gain / (9 * 48);
    expect(Math.abs(mean.dataSync()[0])).toBeLessThan(0.03 * Math.sqrt(expected));
    expect(variance.dataSync()[0] / expected).toBeGreaterThan(0.97);
    expect(variance.dataSync()[0] / expected).toBeLessThan(1.03);
    tf.dispose([mean, variance]);
    model.dispose();
  });

  const starts: NinOptionsInput[] = [
    {},
    { dimensions: 32 },
    { activation: "leaky-relu" },
    { activation: "prelu" },
    { activation: "elu" },
    { batchNormalisation: true },
    { initialiser: "he-uniform" },
  ];
  it.each(starts)("start at mean squared distances of 1 to 12 with %j", async (options) => {
    for (const seed of [1, 2, 3]) {
      const model = await build({ preset: "tiny", ...options }, [32, 32, 1], seed);
      const mean = tf.tidy(() => meanSquaredDistance(embedTraining(model, waves(24, 32))));
      expect(mean).toBeGreaterThan(1);
      expect(mean).toBeLessThan(12);
      model.dispose();
    }
  });

  it("of one layer stay as they are when another layer changes", async () => {
    const narrow = await build({ ...short, dimensions: 4 }, [16, 16, 1]);
    const wide = await build({ ...short, dimensions: 9 }, [16, 16, 1]);
    expect(narrow.getWeights()[0].dataSync()).toEqual(wide.getWeights()[0].dataSync());
    narrow.dispose();
    wide.dispose();
  });

  it("of the last layer follow embeddingScale", async () => {
    const [plain, scaled] = [
      await build(short, [16, 16, 1]),
      await build({ ...short, embeddingScale: 18 }, [16, 16, 1]),
    ];
    const last = (model: layers.LayersModel) =>
      model.getLayer("nin-embedding").getWeights()[0].dataSync();
    last(plain).forEach((value, i) => void expect(last(scaled)[i]).toBeCloseTo(3 * value, 5));
    plain.dispose();
    scaled.dispose();
  });
});

describe("dropout", () => {
  it("draws a new mask at each step, the same again from the same seed", async () => {
    const images = tf.ones([2, 16, 16, 1]);
    const outputs = async (seed: number) => {
      const model = await build({ ...short, dropout: 0.5 }, [16, 16, 1], seed);
      const steps = [0, 1].map(() => {
        const output = model.apply(images, { training: true }) as tf.Tensor;
        const values = Array.from(output.dataSync());
        output.dispose();
        return values;
      });
      model.dispose();
      return steps;
    };
    const [first, second] = await outputs(5);
    expect(first).not.toEqual(second);
    expect(await outputs(5)).toEqual([first, second]);
    images.dispose();
  });
});

describe("batch normalisation", () => {
  it("brings the averages of inference to the batch within 50 steps by default", async () => {
    const model = await build({ ...short, batchNormalisation: true }, [16, 16, 1]);
    const random = new Random(3);
    const values = Float32Array.from({ length: 8 * 256 }, () => random.normal());
    const images = tf.tensor4d(values, [8, 16, 16, 1]);
    const distance = () =>
      tf.tidy(() => {
        const training = model.apply(images, { training: true }) as tf.Tensor;
        const inference = model.apply(images, { training: false }) as tf.Tensor;
        return tf.div(tf.norm(tf.sub(training, inference)), tf.norm(training)).dataSync()[0];
      });
    const start = distance();
    for (let step = 0; step < 49; step++) distance();
    expect(start).toBeGreaterThan(0.1);
    expect(distance()).toBeLessThan(0.02);
    images.dispose();
    model.dispose();
  });
});

/** Mean of f over the standard normal distribution, by the midpoint rule. */
function integral(f: (z: number) => number): number {
  const step = 1e-3;
  let sum = 0;
  for (let z = -10 + step / 2; z < 10; z += step) sum += f(z) * Math.exp((-z * z) / 2) * step;
  return sum / Math.sqrt(2 * Math.PI);
}

/** Grey images `[count, size, size, 1]` with values in [−1, 1], each a sum of a few random waves. */
function waves(count: number, size: number): tf.Tensor4D {
  const random = new Random(3);
  const values: number[] = [];
  for (let image = 0; image < count; image++) {
    const parts = Array.from({ length: 6 }, () => ({
      down: random.normal(0, 8 / size),
      across: random.normal(0, 8 / size),
      phase: random.uniform(0, 2 * Math.PI),
      height: random.uniform(0, 0.5),
    }));
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const sum = parts.reduce(
          (rest, part) =>
            rest + part.height * Math.sin(part.down * y + part.across * x + part.phase),
          0,
        );
        values.push(Math.max(-1, Math.min(1, sum)));
      }
    }
  }
  return tf.tensor4d(values, [count, size, size, 1]);
}

/** Embeddings as training sees them: with batch normalisation, over the statistics of the batch. */
function embedTraining(model: layers.LayersModel, images: tf.Tensor): number[][] {
  return (model.apply(images, { training: true }) as tf.Tensor2D).arraySync();
}

function meanSquaredDistance(embeddings: number[][]): number {
  let [sum, pairs] = [0, 0];
  for (const first of embeddings) {
    for (const second of embeddings) {
      if (first === second) continue;
      sum += distanceBetween(first, second, { norm: "squared-l2" });
      pairs++;
    }
  }
  return sum / pairs;
}
