import type { Loss, Pairs } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { StudyPopulation } from "./population.js";
import type { Sensitivities } from "./sensitivities.js";

/** Gradients of a loss in the embeddings of batches that are drawn from a population. */
export class LossGradients {
  constructor(
    private readonly loss: Loss,
    private readonly population: Pick<StudyPopulation, "imagesEach">,
    private readonly sensitivities: Pick<Sensitivities, "embeddings" | "dimensions">,
  ) {}

  /**
   * Computes ∂L/∂f, `[k, d]`.
   *
   * @param positions images of the batch in the population, `[k]`; repeats allowed
   */
  async of(positions: Int32Array, pairs: Pairs): Promise<Float32Array> {
    const { embeddings, dimensions } = this.sensitivities;
    const rows = new Float32Array(positions.length * dimensions);
    positions.forEach((position, row) => {
      rows.set(
        embeddings.subarray(position * dimensions, (position + 1) * dimensions),
        row * dimensions,
      );
    });
    const gradient = tf.tidy(() => {
      const batch = {
        identities: tf.tensor1d(
          positions.map((position) => Math.floor(position / this.population.imagesEach)),
          "int32",
        ),
        pairs: pairs === "all" ? pairs : tf.tensor2d(pairs, [pairs.length / 2, 2], "int32"),
      };
      return tf.grad((f: tf.Tensor) => this.loss.compute(f as tf.Tensor2D, batch))(
        tf.tensor2d(rows, [positions.length, dimensions]),
      );
    });
    const values = (await gradient.data()) as Float32Array;
    gradient.dispose();
    return values;
  }
}
