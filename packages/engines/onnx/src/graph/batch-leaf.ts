import { EngineError } from "@multibatch/core";
import type { GraphWriter } from "./graph-writer.js";
import { newArray, sizeOf, type Value } from "./value.js";

/**
 * Writes data whose first dimension is the symbolic batch, for example the numbers of the images:
 * as rows that are all the same, or that grow by the same step from image to image.
 *
 * @throws EngineError for any other data, since it says nothing about other batch sizes
 */
export function writeBatchLeaf(writer: GraphWriter, leaf: Value): string {
  const { standIn } = writer.batch!;
  const width = sizeOf(leaf.shape) / standIn;
  const data = leaf.data!;
  const first = data.slice(0, width);
  const step = newArray(leaf.dtype, width).map((_, i) => data[width + i] - data[i]);
  if (
    !data.every((value, i) => value === first[i % width] + Math.floor(i / width) * step[i % width])
  ) {
    throw new EngineError(
      "The model cannot be written with a symbolic batch: it contains data of its own for each " +
        `image of a batch, of shape [${leaf.shape}].`,
    );
  }
  const rows = [standIn, width];
  const constant = (values: ArrayLike<number>) => writer.constant(leaf.dtype, [1, width], values);
  let name = writer.expand(constant(first), rows);
  if (step.some((size) => size !== 0)) {
    const count = writer.reshapeToScalar(writer.shapeTensor([standIn]));
    const numbers = writer.node("Range", [
      writer.scalar(0, "int64"),
      count,
      writer.scalar(1, "int64"),
    ]);
    const column = writer.reshape(writer.cast(numbers, leaf.dtype), [standIn, 1]);
    name = writer.node("Add", [name, writer.node("Mul", [column, constant(step)])]);
  }
  return writer.reshape(name, leaf.shape);
}
