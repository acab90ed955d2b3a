import type { Parametrisation, Shape, Warp } from "@multibatch/network";
import type { AffineCoefficients } from "../kernels.js";
import { type Step, type StepContext, UnsupportedNetworkError } from "../step.js";

/** Samples each image where its parameters say. */
export function warpStep(layer: Warp, { arena, kernels, tensor }: StepContext): Step {
  const input = tensor(layer.inputs[0]);
  const parameters = tensor(layer.inputs[1]);
  const output = tensor(layer.name);
  const { height, width } = input.shape;
  if (height < 2 || width < 2 || (input.channels > 3 && input.channels !== input.shape.channels)) {
    throw new UnsupportedNetworkError(`the warp "${layer.name}" takes no images of this size`);
  }
  return {
    name: layer.name,
    method: "affine warp",
    run: (images) => {
      for (let image = 0; image < images; image++) {
        const values = arena.floats(parameters.pixel(image, 0, 0), parameters.elements);
        const matrix = affineMatrix(layer.parametrisation, values, input.shape);
        kernels.warp(
          input.pixel(image, 0, 0),
          height,
          width,
          input.rowBytes,
          input.channels,
          output.pixel(image, 0, 0),
          output.shape.height,
          output.shape.width,
          output.rowBytes,
          ...pixelCoefficients(matrix, input.shape, output.shape),
        );
      }
    },
  };
}

type Matrix = readonly [number, number, number, number, number, number];

/** (a, b, c, d, e, f) of the map (a·x + b·y + c, d·x + e·y + f), as `@multibatch/warp` defines it. */
function affineMatrix(
  parametrisation: Parametrisation,
  p: ArrayLike<number>,
  { height, width }: Shape,
): Matrix {
  switch (parametrisation) {
    case "affine":
      return [p[0], p[1], p[2], p[3], p[4], p[5]];
    case "similarity":
      return [p[0], (-p[1] * height) / width, p[2], (p[1] * width) / height, p[0], p[3]];
    case "translation-scale":
      return [p[0], 0, p[1], 0, p[0], p[2]];
  }
}

/**
 * The same map between pixels, from offsets to the centre of the output. The identity comes out
 * exactly: its coefficients are 1, 0 and the centre.
 */
function pixelCoefficients(
  [a, b, c, d, e, f]: Matrix,
  input: Shape,
  output: Shape,
): AffineCoefficients {
  const { height, width } = input;
  return [
    (a * width) / output.width,
    (b * width) / output.height,
    (c * width) / 2 + (width - 1) / 2,
    (d * height) / output.width,
    (e * height) / output.height,
    (f * height) / 2 + (height - 1) / 2,
  ];
}
