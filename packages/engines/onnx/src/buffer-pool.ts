import type { DataArray, ElementType } from "./graph/value.js";

/** Spare arrays kept for one type and size: weights, their momenta and one more step's. */
const sparesPerSize = 64;

/**
 * Arrays that nobody uses any more, for results of the same size: without it every step would
 * allocate all weights anew, outside the heap that the garbage collector watches.
 */
export class BufferPool {
  private readonly spares = new Map<string, DataArray[]>();
  private bytes = 0;

  /** @param limit most bytes to keep; what would go beyond is left to the garbage collector */
  constructor(private readonly limit = 256 * 2 ** 20) {}

  /** An array of a type and size, with old content. */
  take(dtype: ElementType, size: number): DataArray | undefined {
    const array = this.spares.get(`${dtype}${size}`)?.pop();
    if (array) this.bytes -= array.byteLength;
    return array;
  }

  give(dtype: ElementType, array: DataArray): void {
    if (this.bytes + array.byteLength > this.limit) this.clear();
    if (array.byteLength > this.limit) return;
    const key = `${dtype}${array.length}`;
    const list = this.spares.get(key) ?? [];
    if (list.length >= sparesPerSize) return;
    list.push(array);
    this.spares.set(key, list);
    this.bytes += array.byteLength;
  }

  clear(): void {
    this.spares.clear();
    this.bytes = 0;
  }
}
