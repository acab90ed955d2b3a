import type { Convolution, FullyConnected } from "@multibatch/network";
import { blocksOf, packFinish, packKernel } from "../pack-weights.js";
import type { Step, StepContext } from "../step.js";
import type { StoredImages } from "../stored-image.js";

/** Positions that are computed together. */
const tileSize = 4;

/** A convolution of any window and stride. */
export function convolutionStep(layer: Convolution, context: StepContext): Step {
  const input = context.tensor(layer.inputs[0]);
  const output = context.tensor(layer.name);
  const { window, stride, padding, pooled } = layer;
  const at = (image: number, row: number, column: number) =>
    input.pixel(image, row * stride.height - padding.top, column * stride.width - padding.left);
  const table = pooled
    ? pooledPositions(output, at)
    : plainPositions(output, at, context.arena.take(output.pixelBytes));
  const rows = window.height;
  const columns = window.width;
  return windowStep(layer, { context, input, output, table, rows, columns, pooled });
}

/** A fully connected layer: a convolution with one window, as large as the image. */
export function fullyConnectedStep(layer: FullyConnected, context: StepContext): Step {
  const input = context.tensor(layer.inputs[0]);
  const output = context.tensor(layer.name);
  const at = (image: number) => input.pixel(image, 0, 0);
  const table = plainPositions(output, at, context.arena.take(output.pixelBytes));
  const { height: rows, width: columns } = input.shape;
  return windowStep(layer, { context, input, output, table, rows, columns, pooled: false });
}

interface Windows {
  readonly context: StepContext;
  readonly input: StoredImages;
  readonly output: StoredImages;
  readonly table: Uint32Array;
  readonly rows: number;
  readonly columns: number;
  readonly pooled: boolean;
}

function windowStep(layer: Convolution | FullyConnected, windows: Windows): Step {
  const { context, input, output, table, rows, columns, pooled } = windows;
  const { arena, kernels } = context;
  const filters = output.shape.channels;
  const { channels } = input.shape;
  const size = { taps: rows * columns, channels, stored: input.channels, filters };
  const weights = arena.store(packKernel(layer.kernel, size));
  const finish = arena.store(packFinish(layer.bias, layer.activation));
  const positions = arena.store(table);
  const blocks = blocksOf(filters);
  const run = columns * input.channels;
  const { height, width } = output.shape;
  const tilesEach = pooled ? height * width : (height * width) / tileSize;
  const isSingle = height * width === 1 && !pooled;
  return {
    name: layer.name,
    method: isSingle ? "matrix product" : "direct convolution",
    run: (images) => {
      if (isSingle && images === 1) {
        const [from, to] = [table[0], table[tileSize]];
        kernels.convolveSingle(from, to, blocks, rows, run, input.rowBytes, weights, finish);
        return;
      }
      const tiles = Math.ceil(images * tilesEach);
      kernels.convolve(
        positions,
        tiles,
        blocks,
        rows,
        run,
        input.rowBytes,
        weights,
        finish,
        pooled,
      );
    },
  };
}

type Window = (image: number, row: number, column: number) => number;

/** Of each tile 4 windows and 4 results; what is too many in the last tile goes to `spare`. */
function plainPositions(output: StoredImages, at: Window, spare: number): Uint32Array {
  const { height, width } = output.shape;
  const count = output.capacity * height * width;
  const tiles = Math.ceil(count / tileSize);
  const table = new Uint32Array(tiles * 2 * tileSize);
  for (let i = 0; i < tiles * tileSize; i++) {
    const position = Math.min(i, count - 1);
    const column = position % width;
    const row = Math.floor(position / width) % height;
    const image = Math.floor(position / (width * height));
    const entry = Math.floor(i / tileSize) * 2 * tileSize + (i % tileSize);
    table[entry] = at(image, row, column);
    table[entry + tileSize] = i < count ? output.pixel(image, row, column) : spare;
  }
  return table;
}

/** Of each result the 4 windows whose maximum it is. */
function pooledPositions(output: StoredImages, at: Window): Uint32Array {
  const { height, width } = output.shape;
  const table: number[] = [];
  for (let image = 0; image < output.capacity; image++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let part = 0; part < tileSize; part++) {
          table.push(at(image, 2 * row + (part >> 1), 2 * column + (part & 1)));
        }
        table.push(output.pixel(image, row, column));
      }
    }
  }
  return Uint32Array.from(table);
}
