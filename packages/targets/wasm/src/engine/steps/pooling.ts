import type { Pooling } from "@multibatch/network";
import { type Step, type StepContext, UnsupportedNetworkError } from "../step.js";

/** Maxima or means over windows within the image. */
export function poolingStep(layer: Pooling, { arena, kernels, tensor }: StepContext): Step {
  const { window, stride, padding, mode } = layer;
  if (Object.values(padding).some((size) => size > 0)) {
    throw new UnsupportedNetworkError(`the pooling "${layer.name}" reaches over the edge`);
  }
  const input = tensor(layer.inputs[0]);
  const output = tensor(layer.name);
  const { height, width } = output.shape;
  const table: number[] = [];
  for (let image = 0; image < output.capacity; image++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        table.push(input.pixel(image, row * stride.height, column * stride.width));
        table.push(output.pixel(image, row, column));
      }
    }
  }
  const positions = arena.store(Uint32Array.from(table));
  return {
    name: layer.name,
    method: `${mode} pooling`,
    run: (images) =>
      kernels.pool(
        positions,
        images * height * width,
        input.channels,
        window.height,
        window.width,
        input.rowBytes,
        input.pixelBytes,
        mode === "maximum",
      ),
  };
}
