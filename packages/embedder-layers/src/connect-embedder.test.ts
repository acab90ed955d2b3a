import { Random } from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  connectEmbedder,
  type EmbedderOptions,
  embedderOptions,
  energyBehind,
  type Stage,
  sizeBehind,
  smallestInput,
} from "./index.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const defaults = z.strictObject(embedderOptions).parse({});
const stage = (name: string, filters: number, stride = 1, pool = true): Stage => ({
  name,
  convolutions: [{ name: "convolution", kernel: 3, filters, stride }],
  pool,
});
const short = [stage("first", 4, 2), stage("second", 6)];

function build(
  stages: readonly Stage[],
  options: Partial<EmbedderOptions>,
  shape: number[],
  seed = 1,
) {
  const input = layers.input({ shape });
  const context = { seed, name: "net" };
  const outputs = connectEmbedder(stages, { ...defaults, ...options }, input, context);
  return layers.model({ inputs: input, outputs });
}

describe("initial weights", () => {
  it.each(Object.keys(energyBehind) as (keyof typeof energyBehind)[])(
    "of %s let as much energy through as its integral says",
    (activation) => {
      const functions = {
        relu: (z: number) => Math.max(0, z),
        "leaky-relu": (z: number) => (z > 0 ? z : 0.1 * z),
        prelu: (z: number) => (z > 0 ? z : 0.25 * z),
        elu: (z: number) => (z > 0 ? z : Math.exp(z) - 1),
      };
      const f = functions[activation];
      expect(energyBehind[activation]).toBeCloseTo(
        integral((z) => f(z) ** 2),
        6,
      );
    },
  );

  const variances: [Partial<EmbedderOptions>, number][] = [
    [{ initialiser: "he-normal" }, 2],
    [{ initialiser: "he-uniform" }, 2],
    [{ activation: "leaky-relu" }, 2 / 1.01],
    [{ activation: "elu" }, 1 / integral((z) => (z > 0 ? z : Math.exp(z) - 1) ** 2)],
  ];
  it.each(variances)("have the variance of He et al. with %j", (options, gain) => {
    const stages = [stage("first", 48, 1, false), stage("second", 48, 1, false)];
    const model = build(stages, { ...options, dimensions: 4 }, [4, 4, 1]);
    // Of 20,736 weights: the estimate of the variance is within 3 % with near certainty.
    const [kernel] = model.getLayer("net-second-convolution").getWeights();
    const { mean, variance } = tf.moments(kernel);
    const expected = gain / (9 * 48);
    expect(Math.abs(mean.dataSync()[0])).toBeLessThan(0.03 * Math.sqrt(expected));
    expect(variance.dataSync()[0] / expected).toBeGreaterThan(0.97);
    expect(variance.dataSync()[0] / expected).toBeLessThan(1.03);
    tf.dispose([mean, variance]);
    model.dispose();
  });

  it("of one layer stay as they are when another layer changes", () => {
    const narrow = build(short, { dimensions: 4 }, [16, 16, 1]);
    const wide = build(short, { dimensions: 9 }, [16, 16, 1]);
    expect(narrow.getWeights()[0].dataSync()).toEqual(wide.getWeights()[0].dataSync());
    narrow.dispose();
    wide.dispose();
  });

  it("of the last layer follow embeddingScale", () => {
    const plain = build(short, {}, [16, 16, 1]);
    const scaled = build(short, { embeddingScale: 12 }, [16, 16, 1]);
    const last = (model: layers.LayersModel) =>
      model.getLayer("net-embedding").getWeights()[0].dataSync();
    last(plain).forEach((value, i) => void expect(last(scaled)[i]).toBeCloseTo(3 * value, 5));
    plain.dispose();
    scaled.dispose();
  });
});

describe("dropout", () => {
  it("draws a new mask at each step, the same again from the same seed", () => {
    const images = tf.ones([2, 16, 16, 1]);
    const outputs = (seed: number) => {
      const model = build(short, { dropout: 0.5 }, [16, 16, 1], seed);
      const steps = [0, 1].map(() => {
        const output = model.apply(images, { training: true }) as tf.Tensor;
        const values = Array.from(output.dataSync());
        output.dispose();
        return values;
      });
      model.dispose();
      return steps;
    };
    const [first, second] = outputs(5);
    expect(first).not.toEqual(second);
    expect(outputs(5)).toEqual([first, second]);
    images.dispose();
  });
});

describe("batch normalisation", () => {
  it("brings the averages of inference to the batch within 50 steps by default", () => {
    const model = build(short, { batchNormalisation: true }, [16, 16, 1]);
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

describe("sizes", () => {
  it("agree with the network that is built", () => {
    for (const size of [7, 8, 15, 16, 33]) {
      const model = build(short, { dimensions: 2 }, [size, size, 1]);
      const side = sizeBehind(short, size);
      expect(model.getLayer("net-flatten").outputShape).toEqual([null, side * side * 6]);
      model.dispose();
    }
    expect(smallestInput(short)).toBe(7);
    expect(() => build(short, {}, [6, 9, 1])).toThrow(/7×7/);
  });
});

/** Mean of f over the standard normal distribution, by the midpoint rule. */
function integral(f: (z: number) => number): number {
  const step = 1e-3;
  let sum = 0;
  for (let z = -10 + step / 2; z < 10; z += step) sum += f(z) * Math.exp((-z * z) / 2) * step;
  return sum / Math.sqrt(2 * Math.PI);
}
