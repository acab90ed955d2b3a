/** Arrays begin at multiples of this many bytes. */
const alignment = 64;

/** What kernels may read beyond the last weights, in bytes. */
const readAhead = 64;

/** Arrays that a weight file is made of. */
export type WeightArray = Float32Array | Int32Array | Int16Array;

/** Collects the weights of all layers into one block of memory. */
export class WeightFile {
  private readonly parts: { readonly position: number; readonly values: WeightArray }[] = [];
  private size = 0;

  /** @returns position of the values, in bytes */
  add(values: WeightArray): number {
    const position = this.size;
    this.parts.push({ position, values });
    this.size = Math.ceil((position + values.byteLength) / alignment) * alignment;
    return position;
  }

  /** All of it, little-endian. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.size + readAhead);
    const view = new DataView(bytes.buffer);
    for (const { position, values } of this.parts) {
      const size = values.BYTES_PER_ELEMENT;
      values.forEach((value, i) => {
        const at = position + size * i;
        if (values instanceof Float32Array) view.setFloat32(at, value, true);
        else if (values instanceof Int32Array) view.setInt32(at, value, true);
        else view.setInt16(at, value, true);
      });
    }
    return bytes;
  }
}

/** FNV-1a over little-endian 32-bit words, as `embedder_open` computes it. */
export function checksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hash = 2166136261;
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    hash = Math.imul(hash ^ view.getUint32(i, true), 16777619);
  }
  return hash >>> 0;
}

/** The bytes as the words of a C array, eight to a line. */
export function cArray(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: string[] = [];
  for (let i = 0; i < bytes.length; i += 32) {
    const words: string[] = [];
    for (let j = i; j < Math.min(i + 32, bytes.length); j += 4) {
      words.push(`0x${view.getUint32(j, true).toString(16).padStart(8, "0")}`);
    }
    lines.push(`        ${words.join(", ")},`);
  }
  return lines.join("\n");
}
