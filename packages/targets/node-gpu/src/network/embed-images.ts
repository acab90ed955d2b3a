import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { normaliseInto } from "../augmentation/normalise.js";

/**
 * Embeds images on the active engine, always in batches of one size (the last one is filled up), so
 * that an engine which compiles for a shape compiles once.
 *
 * @param pixels uint8 `[n, h, w, c]`
 * @returns float32 `[n, d]`
 */
export async function embedImages(
  network: LayersModel,
  pixels: Uint8Array,
  batchSize: number,
): Promise<Float32Array> {
  const [, height, width, channels] = network.inputs[0].shape as number[];
  const dimensions = network.outputs[0].shape[1] as number;
  const imageSize = height * width * channels;
  const count = pixels.length / imageSize;
  const embeddings = new Float32Array(count * dimensions);
  for (let start = 0; start < count; start += batchSize) {
    const here = Math.min(batchSize, count - start);
    const images = new Float32Array(batchSize * imageSize);
    normaliseInto(images, pixels.subarray(start * imageSize, (start + here) * imageSize));
    const result = tf.tidy(() => {
      const input = tf.tensor4d(images, [batchSize, height, width, channels]);
      return network.apply(input, { training: false }) as tf.Tensor2D;
    });
    const values = await result.data();
    result.dispose();
    embeddings.set(values.subarray(0, here * dimensions), start * dimensions);
  }
  return embeddings;
}
