import type { Loss, LossBatch, Pairs } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { NamedVariables } from "../network/weights.js";
import { type Penalties, sumOf } from "./penalties.js";

/** What is trained, and by what it is judged. */
export interface Trainee {
  readonly network: LayersModel;
  readonly loss: Loss;
  /** The network's trained weights, by name. */
  readonly weights: NamedVariables;
  /** The loss's own variables, by name. */
  readonly lossVariables: NamedVariables;
  readonly penalties: Penalties;
}

/** Gradient of one batch: of the loss of its pairs, and of what is charged beside it. */
export interface BatchGradient {
  /** The loss of the pairs, its diagnostics, the penalty: float32 `[2 + diagnosticNames.length]`. */
  readonly numbers: tf.Tensor1D;
  /** By the names of the variables; those that the loss does not depend on are left out. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/** Computes the gradient of a batch in one piece; the caller tidies. @param images `[k, h, w, c]` */
export function wholeBatchGradient(
  { loss, weights, lossVariables, penalties }: Trainee,
  images: tf.Tensor4D,
  batch: LossBatch,
): BatchGradient {
  const variables = new Map([...weights, ...lossVariables]);
  // Wanted outside the gradient's scope, which would dispose them.
  const kept: tf.Tensor[] = [];
  const { grads } = tf.variableGrads(() => {
    const { embeddings, onActivity } = penalties.pass(images);
    const value = loss.compute(embeddings, batch);
    const penalty = sumOf(onActivity, penalties.onWeights());
    for (const tensor of [embeddings, value, penalty]) kept.push(tf.keep(tf.clone(tensor)));
    return penalties.any ? (tf.add(value, penalty) as tf.Scalar) : value;
  }, [...variables.values()]);
  const [embeddings, value, penalty] = kept as [tf.Tensor2D, tf.Scalar, tf.Scalar];
  const numbers = numbersOf(value, loss.diagnose(embeddings, batch), penalty);
  tf.dispose(kept);
  return { numbers, gradients: byName(variables, grads) };
}

/** The loss, its diagnostics and the penalty in one tensor, so that one read fetches all. */
export function numbersOf(
  loss: tf.Scalar,
  diagnostics: tf.Tensor1D,
  penalty: tf.Scalar,
): tf.Tensor1D {
  return tf.concat1d([tf.reshape(loss, [1]), diagnostics, tf.reshape(penalty, [1])]);
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
