import { type Loss, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** A batch in plain numbers. */
export interface LossExample {
  readonly name: string;
  /** `[k, dimensions]`, row by row. */
  readonly embeddings: readonly number[];
  readonly identities: readonly number[];
  /** A list holds positions, two for each pair. */
  readonly pairs: "all" | readonly number[];
}

/** Of an embedding. */
export const dimensions = 3;

/** At three scales, so that a loss with a margin has active pairs in one of them at least. */
export const examples: readonly LossExample[] = [0.3, 1, 4].flatMap((scale) => {
  const random = new Random(21);
  const identities = [5, 5, 902, 902, 902, 17, 3];
  const embeddings = Array.from({ length: identities.length * dimensions }, () =>
    random.normal(0, scale),
  );
  const list = [0, 1, 2, 4, 3, 5, 6, 0, 1, 2, 5, 6, 4, 2];
  return [
    { name: `all pairs, scale ${scale}`, embeddings, identities, pairs: "all" as const },
    { name: `listed pairs, scale ${scale}`, embeddings, identities, pairs: list },
  ];
});

export function toTensors(example: LossExample) {
  const k = example.identities.length;
  const { pairs } = example;
  return {
    embeddings: tf.tensor2d([...example.embeddings], [k, dimensions]),
    identities: tf.tensor1d([...example.identities], "int32"),
    pairs: pairs === "all" ? pairs : tf.tensor2d([...pairs], [pairs.length / 2, 2], "int32"),
  };
}

/** The loss of a batch, its gradient for the embeddings, and its diagnostics. */
export function evaluate(loss: Loss, example: LossExample) {
  return tf.tidy(() => {
    const batch = toTensors(example);
    const { value, grad } = tf.valueAndGrad((embeddings: tf.Tensor) =>
      loss.compute(embeddings as tf.Tensor2D, batch),
    )(batch.embeddings);
    expect(value.shape).toEqual([]);
    return {
      value: value.dataSync()[0],
      gradient: Array.from(grad.dataSync()),
      diagnostics: Array.from(loss.diagnose(batch.embeddings, batch).dataSync()),
    };
  });
}

/** The same batch in another order. @param order which image comes where */
export function permute(example: LossExample, order: readonly number[]): LossExample {
  const position = new Map(order.map((from, to) => [from, to]));
  return {
    ...example,
    embeddings: order.flatMap((from) =>
      example.embeddings.slice(from * dimensions, (from + 1) * dimensions),
    ),
    identities: order.map((from) => example.identities[from]),
    pairs: example.pairs === "all" ? "all" : example.pairs.map((i) => position.get(i)!),
  };
}
