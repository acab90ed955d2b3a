/** Arrays begin at multiples of this many floats: 64 bytes. */
const alignment = 16;

/** Collects the weights of all layers into one block of memory. */
export class WeightFile {
  private readonly parts: { readonly position: number; readonly values: Float32Array }[] = [];
  private size = 0;

  /** @returns position of the values, in floats */
  add(values: Float32Array): number {
    const position = this.size;
    this.parts.push({ position, values });
    this.size = Math.ceil((position + values.length) / alignment) * alignment;
    return position;
  }

  /** All of it, little-endian. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(4 * this.size);
    const view = new DataView(bytes.buffer);
    for (const { position, values } of this.parts) {
      values.forEach((value, i) => {
        view.setFloat32(4 * (position + i), value, true);
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
