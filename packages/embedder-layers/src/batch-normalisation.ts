import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

type Layer = layers.LayersModel["layers"][number];

/** Added to the variance, so that a channel that never changes divides by no zero; as in tfjs. */
const epsilon = 1e-3;

/**
 * Batch normalisation over the channels of images (Ioffe and Szegedy 2015). The stock layer leaves
 * its gradient to the gradients of its parts: some twenty passes over all activations. This one has
 * the gradient in closed form, which takes two sums and one line in each channel. It is saved as, and
 * loads as, the stock layer, which it is outside training.
 *
 * @param momentum share of the old moving averages that stays at each step
 */
export function normalisationLayer(name: string, momentum: number): Layer {
  const layer = layers.layers.batchNormalization({ name, momentum, epsilon });
  const stock = layer.call.bind(layer);
  layer.call = (inputs, options) => {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    if (!options.training || x.rank !== 4) return stock(inputs, options);
    const [gamma, beta] = layer.trainableWeights.map((weight) => weight.read() as tf.Tensor1D);
    return normaliseBatch(x as tf.Tensor4D, gamma, beta, (statistics) => {
      layer.nonTrainableWeights.forEach((average, i) => {
        const kept = tf.mul(average.read(), momentum);
        average.write(tf.add(kept, tf.mul(statistics[i], 1 - momentum)));
      });
    });
  };
  return layer;
}

/**
 * γ·(x − mean)/√(variance + ε) + β with the statistics of the batch, for each channel over images and
 * pixels; differentiable in x, γ and β.
 *
 * @param x images `[n, h, w, c]`
 * @param gamma scale `[c]`
 * @param beta offset `[c]`
 * @param observe is given mean and variance, `[c]` each, which it does not own
 */
export function normaliseBatch(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  observe: (statistics: readonly [mean: tf.Tensor1D, variance: tf.Tensor1D]) => void,
): tf.Tensor4D {
  const pixels = [0, 1, 2];
  const count = x.size / x.shape[3];
  const normalise = tf.customGrad((...operands) => {
    const [images, scale, offset, save] = operands as unknown as [
      tf.Tensor4D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.GradSaveFunc,
    ];
    const mean: tf.Tensor1D = tf.mean(images, pixels);
    const centred = tf.sub(images, mean);
    const variance: tf.Tensor1D = tf.mean(tf.square(centred), pixels);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    observe([mean, variance]);
    save([centred, scale, inverse]);
    return {
      value: tf.add(tf.mul(centred, tf.mul(scale, inverse)), offset),
      gradFunc: (dy, saved) => gradients(dy as tf.Tensor4D, saved, count),
    };
  });
  return normalise(x, gamma, beta) as tf.Tensor4D;
}

/**
 * Of the normalisation, with z = x − mean, r = 1/√(variance + ε) and N pixels: dβ = Σdy,
 * dγ = r·Σ(dy·z), dx = γ·r·(dy − dβ/N − z·r·dγ/N).
 */
function gradients(dy: tf.Tensor4D, saved: tf.Tensor[], count: number): tf.Tensor[] {
  const [centred, scale, inverse] = saved;
  const pixels = [0, 1, 2];
  const dBeta = tf.sum(dy, pixels);
  const dGamma = tf.mul(inverse, tf.sum(tf.mul(dy, centred), pixels));
  const slope = tf.mul(scale, inverse);
  const share = tf.mul(slope, -1 / count);
  const ofCentred = tf.mul(centred, tf.mul(share, tf.mul(inverse, dGamma)));
  const dx = tf.add(tf.add(ofCentred, tf.mul(share, dBeta)), tf.mul(dy, slope));
  return [dx, dGamma, dBeta];
}
