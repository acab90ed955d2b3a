import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import type { RandomTraining } from "../random-training.js";

/** Values of all variables of a training, in the order in which they were made. */
export type Weights = readonly Float32Array[];

/** Gradients at some weights. */
export interface Gradients {
  readonly aligner: Float32Array;
  readonly embedder: Float32Array;
  /** Of the warps, `[batch, 4]`: similarities (m, k, tx, ty). */
  readonly parameters: Float32Array;
}

function variablesOf({ network, loss }: RandomTraining): tf.Variable[] {
  const ofNetwork = network.weights.map((weight) => weight.read() as tf.Variable);
  return [...ofNetwork, ...Object.values(loss.variables())];
}

export async function readWeights(training: RandomTraining): Promise<Weights> {
  const values = variablesOf(training).map((variable) => variable.data<"float32">());
  return (await Promise.all(values)).map((read) => Float32Array.from(read));
}

export function setWeights(training: RandomTraining, weights: Weights): void {
  tf.tidy(() => {
    for (const [index, variable] of variablesOf(training).entries()) {
      variable.assign(tf.tensor(weights[index], variable.shape));
    }
  });
}

/** Gradients of the loss at a training's present weights, which stay as they are. */
export async function gradientsOf(training: RandomTraining): Promise<Gradients> {
  const { network, loss, images, identities } = training;
  const [, ...image] = network.inputs[0].shape as number[];
  const localisation = network.layers.find(({ name }) => name.endsWith("-parameters"))!;
  const both = layers.model({
    inputs: network.inputs,
    outputs: [network.outputs[0], localisation.output as layers.SymbolicTensor],
  });
  const weights = network.weights.map((weight) => weight.read() as tf.Variable);
  const tensors = tf.tidy(() => {
    const pixels = tf.tensor4d(images, [identities.length, ...image] as never);
    const batch = { identities: tf.tensor1d(identities, "int32"), pairs: "all" } as const;
    const { grads } = tf.variableGrads(() => {
      return loss.compute(network.apply(pixels) as tf.Tensor2D, batch);
    }, weights);
    const isOfAligner = (position: number) =>
      network.weights[position].originalName.startsWith("model1");
    const part = (ofAligner: boolean) =>
      tf.concat(
        weights
          .filter((_, position) => isOfAligner(position) === ofAligner)
          .map(({ name }) => tf.reshape(grads[name], [-1])),
      );
    const [, parameters] = both.apply(pixels) as tf.Tensor[];
    return [part(true), part(false), parameters];
  });
  const [aligner, embedder, parameters] = await Promise.all(
    tensors.map(async (tensor) => Float32Array.from(await tensor.data<"float32">())),
  );
  tf.dispose(tensors);
  return { aligner, embedder, parameters };
}

/** Length of the difference of two gradients, as a share of the length of the second. */
export function differenceOf(gradient: Float32Array, reference: Float32Array): number {
  const difference = gradient.map((value, index) => value - reference[index]);
  return Math.hypot(...difference) / Math.hypot(...reference);
}

/**
 * The pixels before the points at which warps read square images, along x and y, computed as the kernels
 * do: which of the slopes at a pixel a point has.
 */
export function pixelsBefore(parameters: Float32Array, size: number): number[] {
  const { fround, floor } = Math;
  const centred = Array.from({ length: size }, (_, index) => index - (size - 1) / 2);
  const before: number[] = [];
  for (let at = 0; at < parameters.length; at += 4) {
    const [m, k, ...shift] = parameters.subarray(at, at + 4);
    const [x, y] = shift.map((by) => fround(fround(by * (size / 2)) + (size - 1) / 2));
    for (const row of centred) {
      for (const column of centred) {
        before.push(
          floor(fround(fround(fround(m * column) + x) + fround(-k * row))),
          floor(fround(fround(fround(k * column) + y) + fround(m * row))),
        );
      }
    }
  }
  return before;
}
