import type { Loss } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { LossGradients } from "./loss-gradients.js";
import type { StudyPopulation } from "./population.js";
import { projectGradient, type Sensitivities } from "./sensitivities.js";
import type { WeightDirections } from "./weight-directions.js";

/** How the gradient along the directions agrees with backpropagation. */
export interface ProjectionCheck {
  /** Length of the difference of the two as a share of the length, along the directions. */
  readonly relativeError: number;
  /** Mean squared component along the directions over the squared length of the whole gradient: 1 but for chance. */
  readonly lengthRatio: number;
  readonly images: number;
  readonly weights: number;
}

/** Compares one batch's gradient by sensitivities with the one that backpropagation gives. */
export async function checkProjection(
  network: LayersModel,
  weights: WeightDirections,
  loss: Loss,
  population: StudyPopulation,
  sensitivities: Sensitivities,
  normalisation: { readonly scale: number; readonly offset: number },
): Promise<ProjectionCheck> {
  const { identities, imagesEach, pixels } = population;
  const count = Math.min(16, identities) * Math.min(4, imagesEach);
  const perIdentity = Math.min(4, imagesEach);
  const positions = Int32Array.from(
    { length: count },
    (_, i) => Math.floor(i / perIdentity) * imagesEach + (i % perIdentity),
  );
  const gradients = new LossGradients(loss, population, sensitivities);
  const ours = projectGradient(sensitivities, positions, await gradients.of(positions, "all"));

  const [, height, width, channels] = network.inputs[0].shape as number[];
  const size = height * width * channels;
  const images = new Float32Array(count * size);
  positions.forEach((position, row) => {
    for (let i = 0; i < size; i++) {
      images[row * size + i] =
        pixels[position * size + i] * normalisation.scale + normalisation.offset;
    }
  });
  const { value, grads } = tf.tidy(() => {
    const batch = {
      identities: tf.tensor1d(
        positions.map((position) => Math.floor(position / imagesEach)),
        "int32",
      ),
      pairs: "all" as const,
    };
    const input = tf.tensor4d(images, [count, height, width, channels]);
    return tf.variableGrads(
      () => loss.compute(network.apply(input, { training: false }) as tf.Tensor2D, batch),
      weights.trained(),
    );
  });
  const { components, squaredLength } = await weights.project(grads, sensitivities.directions);
  tf.dispose([value, grads]);
  const squares = (values: Float64Array) => values.reduce((sum, x) => sum + x * x, 0);
  return {
    relativeError: Math.sqrt(squares(components.map((x, q) => x - ours[q])) / squares(components)),
    lengthRatio: squares(components) / components.length / squaredLength,
    images: count,
    weights: weights.size,
  };
}
