import { DataError } from "@multibatch/core";
import { wireType } from "./protobuf.js";

/** One field as it stands on the wire: a number, or the bytes of a text or of a nested message. */
export interface WireField {
  readonly field: number;
  readonly value: number | Uint8Array;
}

/**
 * Takes a message apart into its fields, in the order in which they stand. Varints above 2⁵³ lose
 * their lowest bits.
 *
 * @throws DataError when the message is cut off or uses the retired group types
 */
export function decodeMessage(bytes: Uint8Array): WireField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: WireField[] = [];
  let at = 0;
  const advance = (length: number): number => {
    const start = at;
    at += length;
    if (at > bytes.length) {
      throw new DataError(
        `The message of ${bytes.length} bytes is cut off: byte ${at} is missing.`,
      );
    }
    return start;
  };
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[advance(1)];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const type = key % 8;
    const field = Math.floor(key / 8);
    if (type === wireType.varint) fields.push({ field, value: varint() });
    else if (type === wireType.fixed64)
      fields.push({ field, value: view.getFloat64(advance(8), true) });
    else if (type === wireType.fixed32)
      fields.push({ field, value: view.getFloat32(advance(4), true) });
    else if (type === wireType.bytes) {
      const length = varint();
      const start = advance(length);
      fields.push({ field, value: bytes.subarray(start, start + length) });
    } else throw new DataError(`Field ${field} of a message has the unknown wire type ${type}.`);
  }
  return fields;
}
