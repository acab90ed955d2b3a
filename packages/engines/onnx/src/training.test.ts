import "@tensorflow/tfjs-backend-cpu";
import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onnx, onnxBackendStatistics } from "./index.js";
import { MomentumTraining, pairLoss } from "./test-support/momentum-training.js";
import { randomImages } from "./test-support/random-images.js";

let session: EngineSession;
beforeAll(async () => {
  tf.enableProdMode();
  session = await (await onnx({ threads: 1 }).create()).start();
});
afterAll(() => session.dispose());

/** Everything that our networks use: convolutions, batch norm, pools, dropout, activations. */
function smallNetwork(): layers.LayersModel {
  const { conv2d, batchNormalization, activation, maxPooling2d, dense, flatten, dropout, prelu } =
    layers.layers;
  const initial = (seed: number) => ({
    kernelInitializer: layers.initializers.heNormal({ seed }),
  });
  return layers.sequential({
    layers: [
      conv2d({
        inputShape: [12, 12, 3],
        filters: 9,
        kernelSize: 5,
        strides: 2,
        padding: "same",
        ...initial(1),
      }),
      batchNormalization(),
      activation({ activation: "relu" }),
      conv2d({ filters: 10, kernelSize: 1, activation: "relu", ...initial(2) }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 12, kernelSize: 3, padding: "same", useBias: false, ...initial(3) }),
      prelu({ sharedAxes: [1, 2] }),
      flatten(),
      dropout({ rate: 0.2, seed: 5 }),
      dense({ units: 6, ...initial(4) }),
    ],
  });
}

interface Course {
  readonly losses: number[];
  readonly tensors: number[];
  readonly compiled: number[];
  readonly runs: number[];
}

/** Few multiply-adds, whose channels and images fill blocks. */
function tinyNetwork(): layers.LayersModel {
  const { conv2d, maxPooling2d, dense, flatten } = layers.layers;
  const convolution = (kernelSize: number, seed: number) => ({
    filters: 16,
    kernelSize,
    padding: "same" as const,
    activation: "relu" as const,
    kernelInitializer: layers.initializers.heNormal({ seed }),
  });
  return layers.sequential({
    layers: [
      conv2d({ inputShape: [6, 6, 1], ...convolution(3, 1) }),
      maxPooling2d({ poolSize: 2 }),
      conv2d(convolution(1, 2)),
      flatten(),
      dense({ units: 4, kernelInitializer: layers.initializers.glorotNormal({ seed: 3 }) }),
    ],
  });
}

interface Setup {
  readonly network: layers.LayersModel;
  readonly images: tf.Tensor4D;
  readonly rate: number;
}

/** Trains on the active backend, pairs of images an identity, and keeps the books after each step. */
function train(
  steps: number,
  { network, images, rate }: Setup = {
    network: smallNetwork(),
    images: randomImages(8, 12, 3),
    rate: 3e-4,
  },
): Course {
  const course: Course = { losses: [], tensors: [], compiled: [], runs: [] };
  const numbers = Array.from({ length: images.shape[0] }, (_, image) => image >> 1);
  const identities = tf.tensor1d(numbers, "int32");
  const training = new MomentumTraining(network, (e) => pairLoss(e, identities), rate);
  for (let step = 0; step < steps; step++) {
    course.losses.push(training.step(images));
    course.tensors.push(tf.memory().numTensors);
    if (tf.getBackend() !== "onnx") continue;
    const { sessionsCompiled, runs } = onnxBackendStatistics();
    course.compiled.push(sessionsCompiled);
    course.runs.push(runs);
  }
  training.dispose();
  tf.dispose([identities, images]);
  return course;
}

describe("training", () => {
  it("follows tfjs-cpu, with one run for each step and no compiling after the first", async () => {
    await tf.setBackend("cpu");
    const expected = train(20);
    await tf.setBackend("onnx");
    const before = tf.memory().numTensors;
    const { losses, tensors, compiled, runs } = train(20);
    expect(tf.memory().numTensors).toBe(before);

    expect(expected.losses[19]).toBeLessThan(0.8 * expected.losses[0]);
    losses.forEach((loss, step) => {
      expect(Math.abs(loss - expected.losses[step]) / expected.losses[step]).toBeLessThan(1e-4);
    });
    expect(new Set(tensors).size).toBe(1);
    expect(new Set(compiled.slice(2)).size).toBe(1);
    runs.slice(1).forEach((run, i) => {
      expect(run - runs[i]).toBe(1);
    });
    expect(session.fallbacks()).toEqual({});
  });

  it("follows the losses of tfjs-cpu for 200 steps, on blocks of channels", async () => {
    const course = () =>
      train(200, { network: tinyNetwork(), images: randomImages(16, 6, 1), rate: 2e-3 }).losses;
    await tf.setBackend("cpu");
    const expected = course();
    await tf.setBackend("onnx");
    const losses = course();
    expect(expected[199]).toBeLessThan(0.5 * expected[0]);
    losses.forEach((loss, step) => {
      expect(Math.abs(loss - expected[step])).toBeLessThan(1e-3);
    });
  });

  it("keeps its tensors over 150 steps, and compiles nothing", () => {
    const { tensors, compiled } = train(150);
    expect(new Set(tensors).size).toBe(1);
    expect(new Set(compiled.slice(2)).size).toBe(1);
  });

  it("trains on listed pairs by gathers", async () => {
    const run = () =>
      tf.tidy(() => {
        const points = tf.variable(tf.tensor2d([0, 0, 1, 0.5, 0.2, 2, -1, 1, 3, -2], [5, 2]));
        const [left, right] = [
          [0, 1, 2, 0, 4],
          [1, 2, 3, 4, 3],
        ].map((numbers) => tf.tensor1d(numbers, "int32"));
        const losses: number[] = [];
        for (let step = 0; step < 5; step++) {
          const { value, grads } = tf.variableGrads(() => {
            const difference = tf.sub(tf.gather(points, left), tf.gather(points, right));
            return tf.mean(tf.sqrt(tf.add(tf.sum(tf.square(difference), 1), 1e-6))) as tf.Scalar;
          }, [points]);
          points.assign(tf.sub(points, tf.mul(grads[points.name], 0.1)));
          losses.push(value.dataSync()[0]);
        }
        points.dispose();
        return losses;
      }) as unknown as number[];
    await tf.setBackend("cpu");
    const expected = run();
    await tf.setBackend("onnx");
    run().forEach((loss, step) => {
      expect(loss).toBeCloseTo(expected[step], 5);
    });
    expect(session.fallbacks()).toEqual({});
  });

  it("has the gradient that finite differences give", () => {
    const [x, direction] = [randomImages(2, 5, 2, 1), randomImages(2, 5, 2, 2)];
    const filter = tf.randomNormal([3, 3, 2, 4], 0, 1, "float32", 3) as tf.Tensor4D;
    const f = (input: tf.Tensor): tf.Scalar => {
      const y = tf.conv2d(input as tf.Tensor4D, filter, 2, "same");
      return tf.sum(tf.mul(tf.elu(y), tf.softmax(tf.sigmoid(y))));
    };
    const step = 1e-2;
    const [slope, ahead, behind] = tf.tidy(() =>
      [
        tf.sum(tf.mul(tf.grad(f)(x), direction)),
        f(tf.add(x, tf.mul(direction, step))),
        f(tf.sub(x, tf.mul(direction, step))),
      ].map((value) => value.dataSync()[0]),
    ) as unknown as number[];
    expect(Math.abs(slope - (ahead - behind) / (2 * step))).toBeLessThan(5e-3 * Math.abs(slope));
    tf.dispose([x, direction, filter]);
  });
});
