import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";

/** Seeded images [n, size, size, channels] in −1…1. */
export function randomImages(n: number, size: number, channels: number, seed = 1): tf.Tensor4D {
  const random = new Random(seed);
  const values = Float32Array.from({ length: n * size * size * channels }, () =>
    random.uniform(-1, 1),
  );
  return tf.tensor4d(values, [n, size, size, channels]);
}
