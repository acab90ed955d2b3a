import * as tf from "@tensorflow/tfjs-core";
import type * as layers from "@tensorflow/tfjs-layers";

/** Trains a network with momentum, every operation a plain tfjs one, as the trainer does. */
export class MomentumTraining {
  private readonly velocities: tf.Variable[];

  constructor(
    readonly model: layers.LayersModel,
    private readonly loss: (embeddings: tf.Tensor2D) => tf.Scalar,
    private readonly rate = 0.01,
  ) {
    this.velocities = this.variables.map((v) => tf.tidy(() => tf.variable(tf.zerosLike(v), false)));
  }

  private get variables(): tf.Variable[] {
    return this.model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  }

  /** One step; reads the loss alone. */
  step(images: tf.Tensor4D): number {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => this.loss(this.model.apply(images, { training: true }) as tf.Tensor2D),
        this.variables,
      );
      this.variables.forEach((variable, i) => {
        const momentum = tf.mul(this.velocities[i], 0.9);
        this.velocities[i].assign(tf.add(momentum, grads[variable.name]));
        variable.assign(tf.sub(variable, tf.mul(this.velocities[i], this.rate)));
      });
      return value;
    });
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  }

  dispose(): void {
    tf.dispose(this.velocities);
    this.model.dispose();
  }
}

/** All-pairs margin loss over squared distances from one Gram matrix; θ = 2, margin 1. */
export function pairLoss(embeddings: tf.Tensor2D, identities: tf.Tensor1D): tf.Scalar {
  const squares = tf.sum(tf.square(embeddings), 1, true);
  const gram = tf.matMul(embeddings, embeddings, false, true);
  const distances = tf.maximum(tf.add(tf.sub(squares, tf.mul(gram, 2)), tf.transpose(squares)), 0);
  const same = tf.equal(tf.expandDims(identities, 0), tf.expandDims(identities, 1));
  const sign = tf.sub(tf.mul(tf.cast(same, "float32"), 2), 1);
  const hinges = tf.relu(tf.sub(1, tf.mul(sign, tf.sub(2, distances))));
  const k = embeddings.shape[0];
  const others = tf.sub(1, tf.eye(k));
  return tf.div(tf.sum(tf.mul(hinges, others)), k * (k - 1));
}
