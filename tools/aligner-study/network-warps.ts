import type { Dataset } from "@multibatch/core";
import { normalisation } from "@multibatch/core/network";
import { embedImages } from "@multibatch/target-node-gpu";
import { type AffineWarp, matricesOf } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

const batchSize = 64;

/**
 * The warps that a network applies to images: `[a, b, c, d, e, f]` of each, from what its embedder
 * sees to the image. A network without a warp applies the identity.
 */
export async function warpsOf(
  network: layers.LayersModel,
  dataset: Dataset,
  images: readonly number[],
): Promise<number[][]> {
  const layer = warpLayerOf(network);
  if (!layer) return images.map(() => [1, 0, 0, 0, 1, 0]);
  const [, parameters] = layer.getInputAt(0) as layers.SymbolicTensor[];
  // Layers that the network owns: this model has nothing to dispose of.
  const localisation = layers.model({ inputs: network.inputs, outputs: parameters });
  const { pixels } = await dataset.read(images);
  const values = await embedImages(localisation, pixels, batchSize);
  const { height, width } = dataset.crop;
  const matrices = tf.tidy(() => {
    const rows = tf.tensor2d(values, [images.length, values.length / images.length]);
    return matricesOf(layer.parametrisation, rows, [height, width]).clone();
  });
  const numbers = await matrices.array();
  matrices.dispose();
  return numbers;
}

/** Images as a network sees them: values from −1 to 1, `[n, h, w, c]`. */
export interface AlignedImages {
  readonly pixels: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Images before a network's warp, and after it; the same twice where it has none. */
export async function alignedImages(
  network: layers.LayersModel,
  dataset: Dataset,
  images: readonly number[],
): Promise<{ readonly before: AlignedImages; readonly after: AlignedImages }> {
  const { height, width, channels } = dataset.crop;
  const { pixels: bytes } = await dataset.read(images);
  const { scale, offset } = normalisation;
  const pixels = Float32Array.from(bytes, (byte) => byte * scale + offset);
  const before = { pixels, height, width, channels };
  const layer = warpLayerOf(network);
  if (!layer) return { before, after: before };
  const output = layer.getOutputAt(0) as layers.SymbolicTensor;
  const aligner = layers.model({ inputs: network.inputs, outputs: output });
  const warped = tf.tidy(
    () => aligner.apply(tf.tensor4d(pixels, [images.length, height, width, channels])) as tf.Tensor,
  );
  const [, outHeight, outWidth] = warped.shape;
  const after = {
    pixels: (await warped.data()) as Float32Array,
    height: outHeight,
    width: outWidth,
  };
  warped.dispose();
  return { before, after: { ...after, channels } };
}

function warpLayerOf(network: layers.LayersModel): AffineWarp | undefined {
  return network.layers.find((layer) => layer.getClassName() === "AffineWarp") as
    | AffineWarp
    | undefined;
}
