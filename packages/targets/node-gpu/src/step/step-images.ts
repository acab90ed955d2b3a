import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Images of a step: normalised pixels in this process, float32 `[k, h, w, c]`, or a tensor of them that
 * is on its way to the device; the step disposes it.
 */
export type StepImages = Float32Array | tf.Tensor4D;

/** Makes a step's images of its pixels. */
export type HandOver = (pixels: Float32Array) => StepImages;

/**
 * How the pixels of the coming step are handed over while the device computes the present one: they are
 * brought to its memory ahead of their use where the engine can do that. In chunks they stay here.
 *
 * @param imageShape `[h, w, c]`
 */
export function handOverTo(
  upload: EngineSession["upload"],
  imageShape: readonly [number, number, number],
  microBatch: number | undefined,
): HandOver {
  if (!upload || microBatch !== undefined) return (pixels) => pixels;
  const size = tf.util.sizeFromShape([...imageShape]);
  return (pixels) => {
    const images = tf.tensor4d(pixels, [pixels.length / size, ...imageShape]);
    upload(images);
    return images;
  };
}

/** Disposes a tensor of images; pixels in this process are left to the garbage collector. */
export function disposeImages(images: StepImages | undefined): void {
  if (images instanceof tf.Tensor) images.dispose();
}
