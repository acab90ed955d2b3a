import "@tensorflow/tfjs-backend-cpu";
import { AffineWarp } from "@multibatch/warp";
import { expectClose, testWarp } from "@multibatch/warp/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, it } from "vitest";
import { exportOnnx, onnx } from "./index.js";
import { randomImages } from "./test-support/random-images.js";

const start = async () => (await onnx({ threads: 1 }).create()).start();

testWarp("engine-onnx", start);

it("exports a network that warps, for any number of images", async () => {
  const session = await start();
  const model = network();
  const file = exportOnnx((images) => model.apply(images) as tf.Tensor, [10, 10, 3]);
  expect(session.fallbacks()).toEqual({});
  await tf.setBackend("cpu");
  const plain = await InferenceSession.create(file.bytes);
  for (const count of [1, 5]) {
    const images = randomImages(count, 10, 3, count);
    const feed = new Tensor("float32", images.dataSync() as Float32Array, images.shape);
    const { embeddings } = await plain.run({ images: feed });
    expectClose(
      embeddings.data as Float32Array,
      tf.tidy(() => (model.apply(images) as tf.Tensor).dataSync()),
      1e-5,
    );
    images.dispose();
  }
  model.dispose();
  await session.dispose();
});

/** Warps each image by four numbers that depend on it. */
function network(): layers.LayersModel {
  const images = layers.input({ shape: [10, 10, 3] });
  const flat = layers.layers.flatten().apply(images);
  const parameters = layers.layers
    .dense({
      units: 4,
      kernelInitializer: layers.initializers.randomNormal({ stddev: 0.02, seed: 3 }),
      biasInitializer: layers.initializers.ones(),
    })
    .apply(flat) as layers.SymbolicTensor;
  const warp = new AffineWarp({ parametrisation: "similarity", height: 7, width: 9 });
  const warped = warp.apply([images, parameters]) as layers.SymbolicTensor;
  const outputs = layers.layers.flatten().apply(warped) as layers.SymbolicTensor;
  return layers.model({ inputs: images, outputs });
}
