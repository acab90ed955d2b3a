import type { PlainArray } from "./little-endian.js";

/**
 * A tensor: row-major data with its shape, `[]` for a single number. `dtype` says how the elements
 * are stored; booleans are bytes 0 and 1.
 */
export type SafetensorsTensor =
  | { readonly dtype: "F32"; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: "I32"; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: "I64"; readonly shape: readonly number[]; readonly data: BigInt64Array }
  | { readonly dtype: "U8"; readonly shape: readonly number[]; readonly data: Uint8Array }
  | { readonly dtype: "BOOL"; readonly shape: readonly number[]; readonly data: Uint8Array };

/** Name of an element type in the header of a file. */
export type SafetensorsType = SafetensorsTensor["dtype"];

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, SafetensorsTensor>>;

/** What a safetensors file holds. */
export interface SafetensorsContent {
  readonly tensors: NamedTensors;
  /** Free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The header's key that is no tensor. */
export const metadataKey = "__metadata__";

/** How the elements of each type are held in memory. */
export const elementTypes = {
  F32: { bytes: 4, array: Float32Array },
  I32: { bytes: 4, array: Int32Array },
  I64: { bytes: 8, array: BigInt64Array },
  U8: { bytes: 1, array: Uint8Array },
  BOOL: { bytes: 1, array: Uint8Array },
} as const satisfies Record<
  SafetensorsType,
  { readonly bytes: number; readonly array: new (buffer: ArrayBuffer) => PlainArray }
>;

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
