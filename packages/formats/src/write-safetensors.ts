import { putLittleEndian } from "./little-endian.js";
import {
  elementCount,
  elementTypes,
  metadataKey,
  type NamedTensors,
  type SafetensorsTensor,
} from "./safetensors.js";

/**
 * Writes tensors as a safetensors file: u64 little-endian length of the header, the header as JSON,
 * the raw little-endian data.
 *
 * The same tensors give the same bytes, in whatever order they are named: wide elements come first
 * and names are sorted, so that every tensor lies aligned in the file.
 *
 * @param metadata free text that travels with the tensors
 * @throws RangeError naming the tensor when its data do not fill its shape, and for the reserved name
 */
export function writeSafetensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).sort(byAlignmentThenName);
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) {
    header.push([metadataKey, Object.fromEntries(Object.entries(metadata).sort(byName))]);
  }
  let dataLength = 0;
  for (const [name, tensor] of entries) {
    checkTensor(name, tensor);
    const begin = dataLength;
    dataLength += tensor.data.byteLength;
    const { dtype, shape } = tensor;
    header.push([name, { dtype, shape, data_offsets: [begin, dataLength] }]);
  }
  const headerBytes = encodeHeader(header);
  const dataStart = 8 + headerBytes.length;
  const bytes = new Uint8Array(dataStart + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  bytes.set(headerBytes, 8);
  let offset = dataStart;
  for (const [, { data }] of entries) {
    putLittleEndian(bytes, offset, data);
    offset += data.byteLength;
  }
  return bytes;
}

/** Joined by hand, because an object would put names that look like numbers first. */
function encodeHeader(entries: readonly (readonly [string, unknown])[]): Uint8Array {
  const members = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const header = new TextEncoder().encode(`{${members.join(",")}}`);
  // Trailing spaces are the format's own way to align the data.
  const padded = new Uint8Array(Math.ceil(header.length / 8) * 8).fill(0x20);
  padded.set(header);
  return padded;
}

function checkTensor(name: string, { dtype, shape, data }: SafetensorsTensor): void {
  if (name === metadataKey) {
    throw new RangeError(
      `A tensor cannot be named "${metadataKey}": the format reserves that name.`,
    );
  }
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new RangeError(
      `The shape [${shape}] of tensor "${name}" is not made of whole numbers ≥ 0.`,
    );
  }
  const wanted = elementCount(shape);
  if (data.length !== wanted || data.BYTES_PER_ELEMENT !== elementTypes[dtype].bytes) {
    throw new RangeError(
      `Tensor "${name}" of type ${dtype} and shape [${shape}] wants ${wanted} elements of ${elementTypes[dtype].bytes} bytes, received ${data.length} of ${data.BYTES_PER_ELEMENT}.`,
    );
  }
}

function byAlignmentThenName(
  [nameA, a]: readonly [string, SafetensorsTensor],
  [nameB, b]: readonly [string, SafetensorsTensor],
): number {
  return b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT || byName([nameA], [nameB]);
}

/** By code units, not by the locale: the bytes must not depend on the machine. */
function byName(
  [a]: readonly [string, ...unknown[]],
  [b]: readonly [string, ...unknown[]],
): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
