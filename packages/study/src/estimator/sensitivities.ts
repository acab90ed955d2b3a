import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { WeightDirections } from "./weight-directions.js";

/** Embeddings of images, and how they move with the weights along random directions. */
export interface Sensitivities {
  /** Number of images, N. */
  readonly images: number;
  /** Length of an embedding, d. */
  readonly dimensions: number;
  /** Number of directions, r. */
  readonly directions: number;
  /** float32 `[N, d]`. */
  readonly embeddings: Float32Array;
  /** J_i R_q, the derivative of embedding i along direction q: float32 `[N, r, d]`. */
  readonly slopes: Float32Array;
}

/** What sensitivities are measured on. */
export interface SensitivityWork {
  readonly network: LayersModel;
  readonly weights: WeightDirections;
  /** Normalised images, float32 `[n, h, w, c]`; n is a multiple of `batchSize`. */
  readonly images: Float32Array;
  readonly batchSize: number;
  readonly directions: number;
  /** Length of a step relative to the length of the weights. */
  readonly relativeStep: number;
  /** Called after each direction. */
  readonly onDirection: () => void;
}

/**
 * Measures the sensitivities by central differences: two forward passes for each direction. The
 * network computes as in inference, where an embedding depends on its own image alone.
 *
 * With them the gradient of any loss along the directions is Σ_i ⟨J_i R_q, ∂L/∂f_i⟩, for any batch,
 * without another pass through the network.
 */
export async function measureSensitivities(work: SensitivityWork): Promise<Sensitivities> {
  const { network, weights, directions } = work;
  const [, height, width, channels] = network.inputs[0].shape as number[];
  const size = height * width * channels;
  const count = work.images.length / size;
  const dimensions = network.outputs[0].shape[1] as number;
  const batches = Array.from({ length: count / work.batchSize }, (_, i) =>
    tf.tensor4d(work.images.subarray(i * work.batchSize * size, (i + 1) * work.batchSize * size), [
      work.batchSize,
      height,
      width,
      channels,
    ]),
  );
  const embed = async () => {
    const embeddings = new Float32Array(count * dimensions);
    for (const [i, batch] of batches.entries()) {
      const result = tf.tidy(() => network.apply(batch, { training: false }) as tf.Tensor2D);
      embeddings.set((await result.data()) as Float32Array, i * work.batchSize * dimensions);
      result.dispose();
    }
    return embeddings;
  };
  try {
    const embeddings = await embed();
    const slopes = new Float32Array(count * directions * dimensions);
    const step = (work.relativeStep * weights.length) / Math.sqrt(weights.size);
    for (let q = 0; q < directions; q++) {
      weights.move(q, step);
      const ahead = await embed();
      weights.move(q, -step);
      const behind = await embed();
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < dimensions; j++) {
          const from = i * dimensions + j;
          slopes[(i * directions + q) * dimensions + j] = (ahead[from] - behind[from]) / (2 * step);
        }
      }
      work.onDirection();
    }
    return { images: count, dimensions, directions, embeddings, slopes };
  } finally {
    weights.move(0, 0);
    tf.dispose(batches);
  }
}

/**
 * Gradient of a loss with respect to all weights, along the directions: `[r]`.
 *
 * @param positions images in the population, `[k]`
 * @param gradient ∂L/∂f of these, `[k, d]`
 * @param first row of `gradient` that the first position has
 */
export function projectGradient(
  { slopes, directions, dimensions }: Sensitivities,
  positions: ArrayLike<number>,
  gradient: Float32Array | Float64Array,
  first = 0,
): Float64Array {
  const result = new Float64Array(directions);
  for (let row = 0; row < positions.length; row++) {
    const from = (first + row) * dimensions;
    let at = positions[row] * directions * dimensions;
    for (let q = 0; q < directions; q++) {
      let sum = 0;
      for (let j = 0; j < dimensions; j++) sum += slopes[at++] * gradient[from + j];
      result[q] += sum;
    }
  }
  return result;
}
