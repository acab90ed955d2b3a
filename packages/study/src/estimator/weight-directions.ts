import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/**
 * The trainable weights of a network as one long vector, and random directions in its space: entries
 * ±1, so that E⟨R, g⟩² = ‖g‖² for every gradient g.
 */
export class WeightDirections {
  private readonly variables: readonly tf.Variable[];
  private readonly start: readonly Float32Array[];
  /** Number of weights. */
  readonly size: number;
  /** Euclidean length of the vector of weights. */
  readonly length: number;

  private constructor(
    network: LayersModel,
    start: readonly Float32Array[],
    private readonly seed: number,
  ) {
    this.variables = variablesOf(network);
    this.start = start;
    this.size = start.reduce((sum, values) => sum + values.length, 0);
    this.length = Math.sqrt(
      start.reduce((sum, values) => values.reduce((part, x) => part + x * x, sum), 0),
    );
  }

  static async of(network: LayersModel, seed: number): Promise<WeightDirections> {
    const values = await Promise.all(variablesOf(network).map((variable) => variable.data()));
    return new WeightDirections(
      network,
      values.map((one) => Float32Array.from(one)),
      seed,
    );
  }

  /** Moves the network's weights to their start + step · direction; a step of 0 brings them back. */
  move(direction: number, step: number): void {
    const signs = this.signs(direction);
    this.variables.forEach((variable, i) => {
      const moved = this.start[i].map((x) => x + step * signs());
      const tensor = tf.tensor(moved, variable.shape);
      variable.assign(tensor);
      tensor.dispose();
    });
  }

  /** Components of a gradient along the first `count` directions, and its squared length. */
  async project(
    gradients: tf.NamedTensorMap,
    count: number,
  ): Promise<{ components: Float64Array; squaredLength: number }> {
    const values = await Promise.all(
      this.variables.map((variable) => gradients[variable.name]?.data()),
    );
    const components = new Float64Array(count);
    for (let direction = 0; direction < count; direction++) {
      const signs = this.signs(direction);
      this.start.forEach((start, i) => {
        for (let w = 0; w < start.length; w++)
          components[direction] += signs() * (values[i]?.[w] ?? 0);
      });
    }
    const squaredLength = values.reduce(
      (sum, one) => (one ? (one as Float32Array).reduce((part, x) => part + x * x, sum) : sum),
      0,
    );
    return { components, squaredLength };
  }

  /** The variables that the directions are over. */
  trained(): tf.Variable[] {
    return [...this.variables];
  }

  /** The entries of a direction, one after the other: 32 from each random word. */
  private signs(direction: number): () => number {
    const random = new Random(this.seed).fork(`direction ${direction}`);
    let word = 0;
    let left = 0;
    return () => {
      if (left === 0) {
        word = random.word();
        left = 32;
      }
      left--;
      const sign = word & 1 ? 1 : -1;
      word >>>= 1;
      return sign;
    };
  }
}

function variablesOf(network: LayersModel): tf.Variable[] {
  return network.trainableWeights.map((weight) => weight.read() as tf.Variable);
}
