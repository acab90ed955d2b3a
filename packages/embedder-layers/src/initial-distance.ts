import type { ModelPreparation } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/**
 * Mean squared distance of embeddings at the start of training, in reach of a threshold of 5 to 8:
 * our choice.
 */
export const initialDistance = 5;

/** Images that are measured: enough to know the mean distance within some 10 %. */
const sample = 32;

/**
 * Scales a network's last layer so that embeddings of training images start out at a mean squared
 * distance of `initialDistance` (data-dependent initialisation: Krähenbühl et al. 2016, section 3.1).
 *
 * No fixed scale does that. Photographs are smooth: a random filter answers mostly to their mean, so
 * the few filters of the first layers let much of the signal through with one seed and little with
 * another. With a fixed scale, distances at the start differ more than fivefold between seeds.
 *
 * @param network images to embeddings
 * @param layerName the linear layer that it ends in, whose bias is still 0
 */
export async function scaleToInitialDistance(
  network: LayersModel,
  layerName: string,
  { images, read, emit }: Pick<ModelPreparation, "images" | "read" | "emit">,
): Promise<void> {
  const count = Math.min(sample, images.length);
  if (count < 2) return;
  // Evenly over all, so that most show different identities.
  const chosen = Array.from({ length: count }, (_, i) => {
    return images[Math.floor((i * images.length) / count)];
  });
  const embeddings = await embed(network, await read(chosen), count);
  const measured = meanSquaredDistance(embeddings, count);
  if (!(measured > 0 && Number.isFinite(measured))) {
    const message = `The network starts at a mean squared distance of ${measured} over ${count} training images, and was left as it is. Do the images differ?`;
    emit({ type: "notice", level: "warning", message });
    return;
  }
  const layer = network.getLayer(layerName);
  const [kernel, ...others] = layer.getWeights();
  const scaled = tf.tidy(() => tf.mul(kernel, Math.sqrt(initialDistance / measured)));
  layer.setWeights([scaled, ...others]);
  scaled.dispose();
}

/** Mean of |a − b|² over all pairs of different rows, as twice the variance about their mean. */
export function meanSquaredDistance(rows: Float32Array, count: number): number {
  const width = rows.length / count;
  let sum = 0;
  for (let column = 0; column < width; column++) {
    let mean = 0;
    for (let row = 0; row < count; row++) mean += rows[row * width + column] / count;
    for (let row = 0; row < count; row++) sum += (rows[row * width + column] - mean) ** 2;
  }
  return (2 * sum) / (count - 1);
}

/** Embeds as training does: a normalisation takes the statistics of these images, and forgets them. */
async function embed(network: LayersModel, images: Float32Array, count: number) {
  const [, height, width, channels] = network.inputs[0].shape as number[];
  const averages = network.nonTrainableWeights.map((weight) => weight.read());
  const kept = averages.map((average) => tf.clone(average));
  const result = tf.tidy(() => {
    const batch = tf.tensor4d(images, [count, height, width, channels]);
    return network.apply(batch, { training: true }) as tf.Tensor2D;
  });
  const embeddings = (await result.data()) as Float32Array;
  network.nonTrainableWeights.forEach((weight, i) => void weight.write(kept[i]));
  tf.dispose([result, kept]);
  return embeddings;
}
