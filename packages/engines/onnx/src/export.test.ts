import "@tensorflow/tfjs-backend-cpu";
import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildNetwork } from "./bench/networks.js";
import { exportOnnx, onnx } from "./index.js";
import { randomImages } from "./test-support/random-images.js";

let engine: EngineSession;
beforeAll(async () => {
  engine = await (await onnx({ threads: 1 }).create()).start();
});
afterAll(() => engine.dispose());

type Model = (images: tf.Tensor4D) => tf.Tensor;

/** Runs a file with onnxruntime-node's public interface, as any user would. */
async function runFile(bytes: Uint8Array, images: tf.Tensor4D): Promise<Float32Array> {
  const session = await InferenceSession.create(bytes);
  const feeds = { images: new Tensor("float32", images.dataSync() as Float32Array, images.shape) };
  const { embeddings } = await session.run(feeds);
  return embeddings.data as Float32Array;
}

/** Exports on the onnx backend and compares with tfjs-cpu at several batch sizes. */
async function expectSameOnFile(
  model: Model,
  shape: [number, number, number],
  tolerance = 1e-5,
): Promise<void> {
  await tf.setBackend("onnx");
  const before = tf.memory().numTensors;
  const file = exportOnnx(model, shape);
  expect(tf.memory().numTensors).toBe(before);
  await tf.setBackend("cpu");
  for (const batch of [1, 3]) {
    const images = randomImages(batch, shape[0], shape[2], batch);
    const expected = tf.tidy(() => model(images).dataSync());
    const actual = await runFile(file.bytes, images);
    expect(actual.length).toBe(expected.length);
    const scale = Math.max(...expected.map(Math.abs), 1);
    actual.forEach((value, i) => {
      expect(Math.abs(value - expected[i]) / scale).toBeLessThan(tolerance);
    });
    images.dispose();
  }
  await tf.setBackend("onnx");
}

describe("exportOnnx", () => {
  it("writes a network of convolutions, pools and a dense layer", async () => {
    const model = buildNetwork(
      [{ conv: 5, filters: 6, strides: 2 }, { pool: 2 }, { conv: 3, filters: 8 }],
      [20, 20, 3],
      5,
    );
    await expectSameOnFile((x) => model.apply(x) as tf.Tensor, [20, 20, 3]);
    model.dispose();
  });

  it("writes batch norm, depthwise convolutions, prelu and global pooling", async () => {
    const model = layers.sequential({
      layers: [
        layers.layers.conv2d({ inputShape: [9, 9, 1], filters: 4, kernelSize: 3, useBias: false }),
        layers.layers.batchNormalization(),
        layers.layers.prelu({ sharedAxes: [1, 2] }),
        layers.layers.depthwiseConv2d({ kernelSize: 3, padding: "same", activation: "relu6" }),
        layers.layers.globalAveragePooling2d({}),
        layers.layers.dense({ units: 3, activation: "tanh" }),
      ],
    });
    await expectSameOnFile((x) => model.apply(x, { training: false }) as tf.Tensor, [9, 9, 1]);
    model.dispose();
  });

  it("writes data that depends on the size of the batch", async () => {
    const model: Model = (x) => {
      const [n, h, w, c] = x.shape;
      const rows = tf.reshape(x, [n * h * w, c]);
      const firstPixels = tf.mul(tf.range(0, n, 1, "int32"), tf.scalar(h * w, "int32"));
      const second = tf.add(tf.reshape(firstPixels, [n, 1]), tf.zeros([n, 2], "int32"));
      const picked = tf.gather(rows, tf.reshape(second, [n * 2]));
      return tf.add(tf.reshape(picked, [n, 2 * c]), tf.ones([n, 1]));
    };
    await expectSameOnFile(model, [4, 4, 2]);
  });

  it("keeps a dimension that happens to be a multiple of the stand-in for the batch", async () => {
    const weights = tf.randomNormal([8, 509], 0, 1, "float32", 1);
    const back = tf.randomNormal([509, 2], 0, 1, "float32", 2);
    await expectSameOnFile(
      (x) =>
        tf.matMul(
          tf.relu(tf.matMul(tf.reshape(x, [x.shape[0], 8]), weights as tf.Tensor2D)),
          back as tf.Tensor2D,
        ),
      [2, 2, 2],
    );
    tf.dispose([weights, back]);
  });

  it("moves the weights of a model that was made on another backend", async () => {
    await tf.setBackend("cpu");
    const model = buildNetwork([{ conv: 3, filters: 4 }], [6, 6, 1], 2);
    await expectSameOnFile((x) => model.apply(x) as tf.Tensor, [6, 6, 1]);
    model.dispose();
  });

  it("refuses a model that mixes the images of a batch by their number", () => {
    const noise: Model = (x) =>
      tf.mul(tf.reshape(x, [x.shape[0], 4]), tf.randomNormal([x.shape[0], 1], 0, 1, "float32", 3));
    expect(() => exportOnnx(noise, [2, 2, 1])).toThrow(/symbolic batch/);
  });

  it("refuses a model that reads values", () => {
    const reading: Model = (x) => tf.mul(x, tf.sum(x).dataSync()[0]);
    expect(() => exportOnnx(reading, [2, 2, 1])).toThrow(/cannot be exported/);
  });

  it("asks for the onnx backend", async () => {
    await tf.setBackend("cpu");
    expect(() => exportOnnx((x) => x, [2, 2, 1])).toThrow(/setBackend\("onnx"\)/);
    await tf.setBackend("onnx");
  });
});
