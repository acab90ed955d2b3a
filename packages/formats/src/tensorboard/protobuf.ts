/**
 * The few parts of the protocol-buffers wire format that TensorBoard's events are made of:
 * https://protobuf.dev/programming-guides/encoding/
 */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A whole number 0…2⁵³−1 in groups of seven bits, the lowest first. @throws RangeError */
export function encodeVarint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`A whole number 0…2⁵³−1 was expected, received ${value}.`);
  }
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** Field of a whole number (`int64`, `uint64`). */
export function varintField(field: number, value: number): Uint8Array {
  return concatenate([encodeVarint(field * 8 + wireType.varint), encodeVarint(value)]);
}

/** Field of a `double`. */
export function doubleField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return concatenate([encodeVarint(field * 8 + wireType.fixed64), bytes]);
}

/** Field of a `float`. */
export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concatenate([encodeVarint(field * 8 + wireType.fixed32), bytes]);
}

/** Field of a nested message, already encoded. */
export function messageField(field: number, message: Uint8Array): Uint8Array {
  return concatenate([
    encodeVarint(field * 8 + wireType.bytes),
    encodeVarint(message.length),
    message,
  ]);
}

/** Field of a `string`. */
export function stringField(field: number, text: string): Uint8Array {
  return messageField(field, new TextEncoder().encode(text));
}

/** Joins byte arrays. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
