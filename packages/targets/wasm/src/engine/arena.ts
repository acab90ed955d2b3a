const pageBytes = 65_536;
/** A cache line, which is also enough for any vector. */
const alignment = 64;

/** The one memory of a network: everything is taken once, before the first image, and never freed. */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  // Address 0 stays unused, so that a forgotten address does no harm to data.
  private end = alignment;

  /** Bytes taken so far. */
  get bytes(): number {
    return this.end;
  }

  /**
   * Takes zeroed memory.
   *
   * @returns its address
   * @throws RangeError when the machine has no more memory
   */
  take(bytes: number): number {
    const address = this.end;
    this.end = Math.ceil((address + bytes) / alignment) * alignment;
    // Kernels may read, never write, up to a vector beyond what is theirs.
    const missing = this.end + alignment - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    return address;
  }

  /** Takes memory and copies numbers there. */
  store(values: Float32Array | Uint32Array): number {
    const address = this.take(values.byteLength);
    new Uint8Array(this.memory.buffer, address).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return address;
  }

  /** The numbers at an address; valid until memory is taken again. */
  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  /** The bytes at an address; valid until memory is taken again. */
  byteArray(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }
}
