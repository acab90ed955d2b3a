import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Images of a step: normalised pixels, float32 `[k, h, w, c]`, or a tensor that the engine has made of
 * them; the step disposes it.
 */
export type StepImages = Float32Array | tf.Tensor4D;

/** Makes a step's images of its pixels. */
export type HandOver = (pixels: Float32Array) => StepImages;

/**
 * How the pixels of the coming step are given to the engine, perhaps while it computes the present one:
 * as its own, where it takes them so. In chunks they stay here.
 *
 * @param imageShape `[h, w, c]`
 */
export function handOverTo(
  adopt: EngineSession["adopt"],
  imageShape: readonly [number, number, number],
  microBatch: number | undefined,
): HandOver {
  if (!adopt || microBatch !== undefined) return (pixels) => pixels;
  const size = tf.util.sizeFromShape([...imageShape]);
  return (pixels) => adopt(pixels, [pixels.length / size, ...imageShape]) as tf.Tensor4D;
}

/** Disposes a tensor of images; pixels in this process are left to the garbage collector. */
export function disposeImages(images: StepImages | undefined): void {
  if (images instanceof tf.Tensor) images.dispose();
}
