/** A typed array whose elements are plain memory. */
export type PlainArray = Float32Array | Int32Array | Uint8Array | BigInt64Array;

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Writes the elements of `array` to `target` at `offset`, least significant byte first. */
export function putLittleEndian(target: Uint8Array, offset: number, array: PlainArray): void {
  target.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
  if (!hostIsLittleEndian) {
    swapBytes(target.subarray(offset, offset + array.byteLength), array.BYTES_PER_ELEMENT);
  }
}

/** A copy of `bytes` in its own memory (so aligned for every element type), in the host's order. */
export function takeLittleEndian(bytes: Uint8Array, bytesPerElement: number): ArrayBuffer {
  const copy = Uint8Array.from(bytes);
  if (!hostIsLittleEndian) swapBytes(copy, bytesPerElement);
  return copy.buffer;
}

/** Reverses the bytes of every element in place. */
export function swapBytes(bytes: Uint8Array, bytesPerElement: number): void {
  for (let start = 0; start < bytes.length; start += bytesPerElement) {
    bytes.subarray(start, start + bytesPerElement).reverse();
  }
}
