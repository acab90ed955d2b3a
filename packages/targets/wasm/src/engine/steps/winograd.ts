import type { Convolution } from "@multibatch/network";
import { blocksOf, packFinish } from "../pack-weights.js";
import type { Step, StepContext } from "../step.js";
import type { Border, StoredImages } from "../stored-image.js";
import { packWinograd } from "../winograd-weights.js";

/** Patches that are computed together. */
const tileSize = 4;
/** Below this many input channels the transformations cost more than they save. */
const fewestChannels = 8;

/** Whether minimal filtering can compute this layer, and pays. */
export function suitsWinograd({ window, stride, kernel, bias }: Convolution): boolean {
  const channels = kernel.length / (window.height * window.width * bias.length);
  return (
    window.height === 3 &&
    window.width === 3 &&
    stride.height === 1 &&
    stride.width === 1 &&
    channels >= fewestChannels
  );
}

/** Border of the input: patches of the last row and column may reach over it. */
export function winogradBorder({ padding }: Convolution): Border {
  const { top, left, bottom, right } = padding;
  return { top, left, bottom: bottom + 1, right: right + 1 };
}

/** A convolution by minimal filtering. */
export function winogradStep(layer: Convolution, { arena, kernels, tensor }: StepContext): Step {
  const input = tensor(layer.inputs[0]);
  const output = tensor(layer.name);
  const filters = output.shape.channels;
  const blocks = blocksOf(filters);
  const size = { taps: 9, channels: input.shape.channels, stored: input.channels, filters };
  const weights = arena.store(packWinograd(layer.kernel, size));
  const finish = arena.store(packFinish(layer.bias, layer.activation));
  const spare = arena.take(output.pixelBytes);
  const positions = arena.store(Uint32Array.from(patches(layer, input, output, spare)));
  const scratch = arena.take(kernels.winogradScratch(input.channels, blocks));
  const { rows, columns } = patchGrid(layer);
  return {
    name: layer.name,
    method: "minimal filtering F(2×2, 3×3)",
    run: (images) =>
      kernels.convolveWinograd(
        positions,
        Math.ceil((images * rows * columns) / tileSize) * tileSize,
        input.channels,
        blocks,
        input.rowBytes,
        weights,
        finish,
        layer.pooled,
        scratch,
      ),
  };
}

/** Patches of an image: each gives 2 × 2 results, or one behind a pooling. */
function patchGrid({ shape, pooled }: Convolution): { rows: number; columns: number } {
  const each = pooled ? 1 : 2;
  return { rows: Math.ceil(shape.height / each), columns: Math.ceil(shape.width / each) };
}

/** Of each patch where it begins and where its results go; those beyond the output go to `spare`. */
function patches(
  layer: Convolution,
  input: StoredImages,
  output: StoredImages,
  spare: number,
): number[] {
  const { padding, pooled } = layer;
  const { rows, columns } = patchGrid(layer);
  const { height, width } = output.shape;
  const target = (image: number, row: number, column: number) =>
    row < height && column < width ? output.pixel(image, row, column) : spare;
  const table: number[] = [];
  const count = output.capacity * rows * columns;
  for (let i = 0; i < Math.ceil(count / tileSize) * tileSize; i++) {
    const patch = Math.min(i, count - 1);
    const column = patch % columns;
    const row = Math.floor(patch / columns) % rows;
    const image = Math.floor(patch / (rows * columns));
    table.push(input.pixel(image, 2 * row - padding.top, 2 * column - padding.left));
    for (let part = 0; part < (pooled ? 1 : 4); part++) {
      if (i >= count) table.push(spare);
      else if (pooled) table.push(output.pixel(image, row, column));
      else table.push(target(image, 2 * row + (part >> 1), 2 * column + (part & 1)));
    }
  }
  return table;
}
