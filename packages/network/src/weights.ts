import { ModelFolderError } from "@multibatch/core";
import { z } from "zod";

/** One array of weights. */
export interface WeightArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** All weights of a network, by name: `layer/kernel`. */
export type Weights = ReadonlyMap<string, WeightArray>;

/** An entry of the manifest of weights in `model.json`. */
export const weightSpecSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.enum(["float32", "int32", "bool", "string", "complex64"]),
});

export type WeightSpec = z.output<typeof weightSpecSchema>;

/**
 * Cuts the bytes of a weights file into its arrays.
 *
 * @throws ModelFolderError when they are of another type than float32, or do not fit the bytes
 */
export function splitWeights(
  specs: readonly WeightSpec[],
  bytes: Uint8Array,
  place: string,
): Weights {
  const weights = new Map<string, WeightArray>();
  let offset = 0;
  for (const { name, shape, dtype } of specs) {
    if (dtype !== "float32") {
      throw new ModelFolderError(
        `The weights "${name}" of "${place}" are ${dtype}; float32 is expected. Save the model without quantisation.`,
      );
    }
    const size = shape.reduce((product, length) => product * length, 1);
    // A copy, as the bytes may not be aligned.
    const part = bytes.slice(offset, offset + 4 * size);
    offset += 4 * size;
    if (part.length < 4 * size) break;
    weights.set(name, { shape, values: new Float32Array(part.buffer, part.byteOffset, size) });
  }
  if (offset === bytes.length) return weights;
  throw new ModelFolderError(
    `model.json of "${place}" describes ${offset} bytes of weights, but there are ${bytes.length}. Copy the model folder again.`,
  );
}
