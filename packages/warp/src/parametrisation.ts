import { ConfigError } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * How few numbers describe a warp:
 *
 * - `affine`, 6: (a, b, c, d, e, f) itself.
 * - `similarity`, 4: (m, k, tx, ty), a rotation and scaling in pixels with a shift: a = e = m,
 *   b = −k·h/w, d = k·w/h, c = tx, f = ty. Scale √(m² + k²), angle atan2(k, m).
 * - `translation-scale`, 3: (s, tx, ty): a = e = s, b = d = 0, c = tx, f = ty.
 */
export type Parametrisation = "affine" | "similarity" | "translation-scale";

export const parametrisations: readonly Parametrisation[] = [
  "affine",
  "similarity",
  "translation-scale",
];

/** The parameters that leave an image as it is; their number is the parametrisation's. */
export function identityParameters(parametrisation: Parametrisation): readonly number[] {
  return { affine: [1, 0, 0, 0, 1, 0], similarity: [1, 0, 0, 0], "translation-scale": [1, 0, 0] }[
    parametrisation
  ];
}

/**
 * Affine matrices of parameters; differentiable.
 *
 * @param parameters float32 `[n, p]`
 * @param size `[height, width]` of the input images in pixels
 * @returns float32 `[n, 6]`: (a, b, c, d, e, f), as `warpAffine` takes them
 * @throws ConfigError when there are not p parameters for each image
 */
export function matricesOf(
  parametrisation: Parametrisation,
  parameters: tf.Tensor2D,
  [height, width]: readonly [height: number, width: number],
): tf.Tensor2D {
  const count = identityParameters(parametrisation).length;
  if (parameters.rank !== 2 || parameters.shape[1] !== count) {
    throw new ConfigError(
      `A warp of the parametrisation "${parametrisation}" has parameters [n, ${count}], but was given [${parameters.shape.join(", ")}].`,
    );
  }
  if (parametrisation === "affine") return parameters;
  return tf.tidy(() => tf.matMul(parameters, tf.tensor2d(rowsOf(parametrisation, height / width))));
}

/** The matrix that each parameter adds: all parametrisations are linear. */
function rowsOf(
  parametrisation: Exclude<Parametrisation, "affine">,
  heightByWidth: number,
): number[][] {
  const scale = [1, 0, 0, 0, 1, 0];
  const rotation = [0, -heightByWidth, 0, 1 / heightByWidth, 0, 0];
  const shifts = [
    [0, 0, 1, 0, 0, 0],
    [0, 0, 0, 0, 0, 1],
  ];
  return parametrisation === "similarity" ? [scale, rotation, ...shifts] : [scale, ...shifts];
}
