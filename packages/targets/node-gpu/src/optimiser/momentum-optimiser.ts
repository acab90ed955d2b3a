import {
  type MomentumUpdateAttributes,
  type MomentumUpdateVariable,
  momentumInputs,
  momentumUpdate,
} from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";

/** Settings of the optimiser; the learning rate comes with each update. */
export interface MomentumSettings {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly clipNorm?: number;
}

/** A variable and all that its update takes. */
interface Update extends MomentumUpdateVariable {
  readonly variable: tf.Variable;
  readonly velocity: tf.Variable;
  readonly gradient: tf.Tensor;
}

/**
 * Stochastic gradient descent with momentum: v ← μ·v + g + λ·w, w ← w − rate·v.
 *
 * Written as tensor operations with the rate as an input, so that an engine which records steps
 * compiles it together with the gradient, once for all rates. An engine that pays for every operation
 * has a kernel for all of it instead, see `momentumUpdate` in core.
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
      const factor = this.clipFactor(gradients);
      const updates = this.updates(gradients);
      if (updates.length === 0) return;
      if (tf.getKernel(momentumUpdate, tf.getBackend())) {
        this.updateTogether(updates, learningRate, factor);
      } else {
        for (const update of updates) this.updateAlone(update, learningRate, factor);
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

  private updates(gradients: ReadonlyMap<string, tf.Tensor>): Update[] {
    return [...this.variables].flatMap(([name, variable]) => {
      const gradient = gradients.get(name);
      const velocity = this.velocities.get(name);
      const multiplier = this.multipliers.get(name) ?? 1;
      if (!gradient || !velocity || multiplier === 0) return [];
      const decay = variable.rank >= 2 ? this.settings.weightDecay : 0;
      return [{ variable, velocity, gradient, decay, multiplier }];
    });
  }

  private updateAlone(update: Update, learningRate: tf.Scalar, factor?: tf.Tensor): void {
    const { variable, velocity, decay, multiplier } = update;
    const gradient = factor ? tf.mul(update.gradient, factor) : update.gradient;
    const pull = decay > 0 ? tf.add(gradient, tf.mul(variable, decay)) : gradient;
    const next = tf.add(tf.mul(velocity, this.settings.momentum), pull);
    velocity.assign(next);
    const rate = multiplier === 1 ? learningRate : tf.mul(learningRate, multiplier);
    variable.assign(tf.sub(variable, tf.mul(next, rate)));
  }

  private updateTogether(
    updates: readonly Update[],
    learningRate: tf.Scalar,
    factor: tf.Tensor = tf.scalar(1),
  ): void {
    const inputs: tf.NamedTensorMap = { scales: tf.stack([learningRate, factor]) };
    for (const [index, { variable, velocity, gradient }] of updates.entries()) {
      const names = momentumInputs(index);
      inputs[names.weights] = variable;
      inputs[names.velocities] = velocity;
      inputs[names.gradients] = gradient;
    }
    const attributes: MomentumUpdateAttributes = {
      momentum: this.settings.momentum,
      variables: updates.map(({ decay, multiplier }) => ({ decay, multiplier })),
    };
    const results = tf
      .engine()
      .runKernel(momentumUpdate, inputs, attributes as unknown as tf.NamedAttrMap) as tf.Tensor[];
    for (const [index, { variable, velocity }] of updates.entries()) {
      variable.assign(results[2 * index]);
      velocity.assign(results[2 * index + 1]);
    }
  }

  /** What all gradients are multiplied by, so that together they are not too long. */
  private clipFactor(gradients: ReadonlyMap<string, tf.Tensor>): tf.Tensor | undefined {
    const limit = this.settings.clipNorm;
    if (limit === undefined) return undefined;
    const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    return tf.div(limit, tf.maximum(norm, limit));
  }
}
