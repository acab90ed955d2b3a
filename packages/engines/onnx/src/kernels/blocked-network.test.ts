import "@tensorflow/tfjs-layers";
import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { onnx } from "../index.js";
import { expectLikeCpu, few, normal } from "../test-support/like-cpu.js";

let session: EngineSession;
beforeAll(async () => {
  tf.enableProdMode();
  session = await (await onnx({ threads: 1 }).create()).start();
});
afterAll(async () => {
  await session.dispose();
});

const channels = 16;
type Images = tf.Tensor4D;

/** A convolution that changes nothing, so that what follows finds exactly equal values in blocks. */
function inBlocks(images: Images): Images {
  const filter = tf.reshape(tf.eye(channels), [1, 1, channels, channels]) as tf.Tensor4D;
  return tf.conv2d(images, filter, 1, "same");
}

describe("operations behind a convolution, on blocks of channels", () => {
  const shape = [16, 6, 4, channels];
  const operations: Record<string, (x: Images) => tf.Tensor> = {
    "max pooling among equals": (x) => tf.maxPool(x, 2, 2, "valid"),
    "max pooling of overlapping windows": (x) => tf.maxPool(x, 3, 2, "same"),
    "max pooling with a rest": (x) => tf.maxPool(x, [2, 3], [2, 3], "valid"),
    "average pooling": (x) => tf.avgPool(x, 3, 2, "valid"),
    relu: (x) => tf.relu(x),
    "relu and max pooling": (x) => tf.maxPool(tf.relu(x), 2, 2, "valid"),
    "max pooling and relu": (x) => tf.relu(tf.maxPool(x, 2, 2, "valid")),
    "a bias and a scale": (x) => tf.mul(tf.add(x, tf.range(0, channels)), 3),
    "numbers of channels taken away": (x) => tf.sub(x, tf.range(0, channels)),
    "taken from numbers of channels": (x) => tf.sub(tf.range(0, channels), x),
    "a line, an image added, and relu": (x) =>
      tf.relu(tf.add(tf.add(tf.mul(x, tf.range(-3, channels - 3)), 1), tf.square(x))),
    "two lines added, the sum used twice": (x) => {
      const line = tf.mul(x, tf.range(-3, channels - 3));
      const sum = tf.add(tf.add(tf.mul(x, tf.range(1, channels + 1)), tf.range(0, channels)), line);
      return tf.add(tf.relu(sum), tf.mul(sum, line));
    },
    "normalisation by given statistics, and relu": (x) =>
      tf.relu(
        tf.batchNorm4d(
          x,
          tf.range(0, channels),
          tf.range(1, channels + 1),
          tf.range(-4, channels - 4),
          tf.range(2, channels + 2),
        ),
      ),
    "normalisation over the batch": (x) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.batchNorm4d(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        tf.range(0, channels),
        tf.range(2, channels + 2),
      );
    },
    "means over pixels": (x) => tf.mean(x, [0, 1, 2], true),
    "an image added": (x) => tf.add(x, tf.ones(shape)),
    "sums over pixels": (x) => tf.sum(x, [0, 1, 2]),
    "sums over channels": (x) => tf.sum(x, 3),
    "a flat view": (x) => tf.reshape(x, [shape[0], -1]),
    "a depthwise convolution": (x) =>
      tf.depthwiseConv2d(x, tf.ones([3, 3, channels, 1]) as tf.Tensor4D, 1, "same"),
  };
  for (const [name, operation] of Object.entries(operations)) {
    it(`${name}, with the gradient`, () =>
      expectLikeCpu((random) => {
        const x = few(random, shape) as Images;
        const f = (images: Images) => operation(inBlocks(images));
        const y = f(x);
        return [y, tf.grad((images: tf.Tensor) => f(images as Images))(x, normal(random, y.shape))];
      }));
  }
});
