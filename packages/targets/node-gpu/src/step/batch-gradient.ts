import type { Loss, LossBatch, Pairs } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { NamedVariables } from "../network/weights.js";

/** What is trained, and by what it is judged. */
export interface Trainee {
  readonly network: LayersModel;
  readonly loss: Loss;
  /** The network's trained weights, by name. */
  readonly weights: NamedVariables;
  /** The loss's own variables, by name. */
  readonly lossVariables: NamedVariables;
}

/** Gradient of the loss of one batch. */
export interface BatchGradient {
  /** The loss, then its diagnostics: float32 `[1 + diagnosticNames.length]`. */
  readonly numbers: tf.Tensor1D;
  /** By the names of the variables; those that the loss does not depend on are left out. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/** Computes the gradient of a batch in one piece; the caller tidies. @param images `[k, h, w, c]` */
export function wholeBatchGradient(
  { network, loss, weights, lossVariables }: Trainee,
  images: tf.Tensor4D,
  batch: LossBatch,
): BatchGradient {
  let embeddings: tf.Tensor2D | undefined;
  const variables = new Map([...weights, ...lossVariables]);
  const { value, grads } = tf.variableGrads(() => {
    const result = network.apply(images, { training: true }) as tf.Tensor2D;
    // The diagnostics want the embeddings too, and the gradient's scope would dispose them.
    embeddings = tf.keep(tf.clone(result));
    return loss.compute(result, batch);
  }, [...variables.values()]);
  const numbers = numbersOf(value, loss.diagnose(embeddings!, batch));
  embeddings!.dispose();
  return { numbers, gradients: byName(variables, grads) };
}

/** The loss and its diagnostics in one tensor, so that one read fetches all. */
export function numbersOf(loss: tf.Scalar, diagnostics: tf.Tensor1D): tf.Tensor1D {
  return tf.concat1d([tf.reshape(loss, [1]), diagnostics]);
}

/** Gradients by our names, from gradients by the names that tfjs gives to variables. */
export function byName(
  variables: NamedVariables,
  gradients: tf.NamedTensorMap,
): Map<string, tf.Tensor> {
  const named = new Map<string, tf.Tensor>();
  for (const [name, variable] of variables) {
    const gradient = gradients[variable.name];
    if (gradient) named.set(name, gradient);
  }
  return named;
}

/** Identities and pairs as tensors; the caller disposes them. */
export function lossBatchOf(identities: Int32Array, pairs: Pairs): LossBatch {
  return {
    identities: tf.tensor1d(identities, "int32"),
    pairs: pairs === "all" ? "all" : tf.tensor2d(pairs, [pairs.length / 2, 2], "int32"),
  };
}
