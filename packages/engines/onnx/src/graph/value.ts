import type { NativeTensor } from "../session.js";
import type { Node } from "./node.js";

/** The tfjs data types that the engine computes with; bool is a byte of 0 or 1. */
export type ElementType = "float32" | "int32" | "bool";

export type DataArray = Float32Array | Int32Array | Uint8Array;

/** Shape and data type of a tensor. */
export interface TensorMeta {
  readonly shape: readonly number[];
  readonly dtype: ElementType;
}

/** A tensor that was given or computed (it has data), or that a node will compute. */
export class Value implements TensorMeta {
  /** The elements in row-major order, once they are known. */
  data: DataArray | undefined;
  /** The elements in the memory of the device that computed them. */
  resident: NativeTensor | undefined;
  /** How many tfjs data ids hold the value; at 0 nobody will ever read it. */
  holders = 0;
  /** The engine alone knows the data, so its memory may be used again. */
  recyclable = false;

  constructor(
    readonly shape: readonly number[],
    readonly dtype: ElementType,
    readonly producer?: Node,
    /** Which output of the producer it is. */
    readonly index = 0,
  ) {}

  /** Whether it was given or computed, wherever its elements lie. */
  get isKnown(): boolean {
    return this.data !== undefined || this.resident !== undefined;
  }
}

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** An array for `size` elements of a type, filled with zeros. */
export function newArray(dtype: ElementType, size: number): DataArray {
  if (dtype === "float32") return new Float32Array(size);
  return dtype === "int32" ? new Int32Array(size) : new Uint8Array(size);
}
