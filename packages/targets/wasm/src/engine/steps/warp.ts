import type { Parametrisation, Shape, Warp } from "@multibatch/network";
import { centredOffsets, shiftedCentre } from "@multibatch/warp/centred-offsets";
import type { Arena } from "../arena.js";
import type { PixelMatrix } from "../kernels.js";
import { type Step, type StepContext, UnsupportedNetworkError } from "../step.js";

/** Samples each image where its parameters say. */
export function warpStep(layer: Warp, { arena, kernels, tensor }: StepContext): Step {
  const input = tensor(layer.inputs[0]);
  const parameters = tensor(layer.inputs[1]);
  const output = tensor(layer.name);
  const { height, width } = input.shape;
  if (input.channels > 3 && input.channels !== input.shape.channels) {
    throw new UnsupportedNetworkError(
      `the warp "${layer.name}" takes no images of ${input.shape.channels} channels`,
    );
  }
  const offsets = storeOffsets(input.shape, output.shape, arena);
  return {
    name: layer.name,
    method: "affine warp",
    run: (images) => {
      for (let image = 0; image < images; image++) {
        const values = arena.floats(parameters.pixel(image, 0, 0), parameters.elements);
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
          offsets,
          ...pixelMatrix(layer.parametrisation, values, input.shape),
        );
      }
    },
  };
}

/** Stores the offsets in the order in which the kernel wants them. @returns their address */
function storeOffsets(input: Shape, output: Shape, arena: Arena): number {
  const { xOfColumns, yOfColumns, xOfRows, yOfRows } = centredOffsets({
    inHeight: input.height,
    inWidth: input.width,
    outHeight: output.height,
    outWidth: output.width,
  });
  return arena.store(Float32Array.of(...xOfColumns, ...yOfColumns, ...xOfRows, ...yOfRows));
}

/** The map of the parameters, as `@multibatch/warp` defines it, with its shifts in pixels. */
function pixelMatrix(
  parametrisation: Parametrisation,
  p: ArrayLike<number>,
  { height, width }: Shape,
): PixelMatrix {
  const x = (shift: number) => shiftedCentre(shift, width);
  const y = (shift: number) => shiftedCentre(shift, height);
  switch (parametrisation) {
    case "affine":
      return [p[0], p[1], x(p[2]), p[3], p[4], y(p[5])];
    case "similarity": {
      // Ratios are rounded before they are multiplied, as where the network was trained.
      const b = -p[1] * Math.fround(height / width);
      const d = p[1] * Math.fround(width / height);
      return [p[0], b, x(p[2]), d, p[0], y(p[3])];
    }
    case "translation-scale":
      return [p[0], 0, x(p[1]), 0, p[0], y(p[2])];
  }
}
