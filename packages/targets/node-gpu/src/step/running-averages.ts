import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { weightsOf } from "../network/weights.js";

/**
 * The running averages of a network's batch normalisation, through a step that passes over its batch
 * in chunks, and twice: they move once a step, by the mean of the chunks' statistics.
 *
 * A pass in training mode moves them by itself: r ← m·r + (1 − m)·s. That is affine in the statistic
 * s, so when every chunk starts from the same r, the mean of what the chunks arrive at is one update
 * by the mean of s.
 */
export class RunningAverages {
  private readonly variables: readonly tf.Variable[];
  private start: tf.Tensor[] = [];
  private sums: Float64Array[] = [];
  private chunks = 0;

  constructor(network: LayersModel) {
    const trained = weightsOf(network, "trainable");
    this.variables = [...weightsOf(network, "all")]
      .filter(([name]) => !trained.has(name))
      .map(([, variable]) => variable);
  }

  /** Begins a step: every chunk will start from here. */
  begin(): void {
    this.start = this.variables.map((variable) => tf.clone(variable));
    this.sums = this.variables.map((variable) => new Float64Array(variable.size));
    this.chunks = 0;
  }

  /** Counts what the pass over a chunk arrived at, and goes back to the start. */
  async count(): Promise<void> {
    const arrived = await Promise.all(this.variables.map((variable) => variable.data()));
    for (const [index, values] of arrived.entries()) {
      const sum = this.sums[index];
      for (let i = 0; i < sum.length; i++) sum[i] += values[i];
    }
    this.chunks++;
    this.goBack();
  }

  /** Goes back to the start: the pass before moved the averages, and has been counted already. */
  goBack(): void {
    for (const [index, variable] of this.variables.entries()) variable.assign(this.start[index]);
  }

  /** Ends a step: the averages become the mean of what was counted, or stay where nothing was. */
  end(): void {
    this.goBack();
    tf.dispose(this.start);
    this.start = [];
    if (this.chunks === 0) return;
    for (const [index, variable] of this.variables.entries()) {
      const mean = Float32Array.from(this.sums[index], (sum) => sum / this.chunks);
      tf.tidy(() => variable.assign(tf.tensor(mean, variable.shape)));
    }
  }
}
