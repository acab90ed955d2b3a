import * as tf from "@tensorflow/tfjs-core";

/** Settings of the optimiser; the learning rate comes with each update. */
export interface MomentumSettings {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly clipNorm?: number;
}

/**
 * Stochastic gradient descent with momentum: v ← μ·v + g + λ·w, w ← w − rate·v.
 *
 * Written as tensor operations with the rate as an input, so that an engine which records steps
 * compiles it together with the gradient, once for all rates.
 */
export class MomentumOptimiser {
  private readonly velocities: ReadonlyMap<string, tf.Variable>;

  /**
   * @param variables what is trained, by a name that is stable between runs
   * @param multipliers factors on the learning rate by the same names, 1 where left out; at 0 a
   *   variable stays as it is
   */
  constructor(
    private readonly variables: ReadonlyMap<string, tf.Variable>,
    private readonly settings: MomentumSettings,
    private readonly multipliers: ReadonlyMap<string, number> = new Map(),
  ) {
    this.velocities = new Map(
      [...variables].map(([name, variable]) => [
        name,
        tf.tidy(() => tf.variable(tf.zeros(variable.shape), false)),
      ]),
    );
  }

  /** Updates every variable. @param gradients by name @param learningRate scalar tensor */
  apply(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: tf.Scalar): void {
    tf.tidy(() => {
      const clipped = this.clip(gradients);
      for (const [name, variable] of this.variables) {
        const gradient = clipped.get(name);
        const velocity = this.velocities.get(name);
        const multiplier = this.multipliers.get(name) ?? 1;
        if (!gradient || !velocity || multiplier === 0) continue;
        const pull =
          this.settings.weightDecay > 0 && variable.rank >= 2
            ? tf.add(gradient, tf.mul(variable, this.settings.weightDecay))
            : gradient;
        const next = tf.add(tf.mul(velocity, this.settings.momentum), pull);
        velocity.assign(next);
        const rate = multiplier === 1 ? learningRate : tf.mul(learningRate, multiplier);
        variable.assign(tf.sub(variable, tf.mul(next, rate)));
      }
    });
  }

  /** The velocities by the names of their variables: state to be saved. */
  state(): ReadonlyMap<string, tf.Variable> {
    return this.velocities;
  }

  dispose(): void {
    for (const velocity of this.velocities.values()) velocity.dispose();
  }

  private clip(gradients: ReadonlyMap<string, tf.Tensor>): ReadonlyMap<string, tf.Tensor> {
    const limit = this.settings.clipNorm;
    if (limit === undefined) return gradients;
    const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    const factor = tf.div(limit, tf.maximum(norm, limit));
    return new Map([...gradients].map(([name, gradient]) => [name, tf.mul(gradient, factor)]));
  }
}
