import { DataError } from "@multibatch/core";
import { takeLittleEndian } from "./little-endian.js";
import {
  elementCount,
  elementTypes,
  metadataKey,
  type SafetensorsContent,
  type SafetensorsTensor,
  type SafetensorsType,
} from "./safetensors.js";

/** The reference implementation refuses longer headers too, so that a hostile file cannot fill the memory. */
const longestHeader = 100_000_000;

/** Where one tensor lies, as its header says. */
interface Entry {
  readonly name: string;
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  /** Bytes from the start of the data. */
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file; every tensor gets memory of its own. The header is checked before any
 * data are touched: lengths, types, shapes, and that the tensors fill the data with neither hole nor
 * overlap.
 *
 * @param file what to call the bytes in messages
 * @throws DataError that says what is wrong with which tensor
 */
export function readSafetensors(
  bytes: Uint8Array,
  file = "the safetensors file",
): SafetensorsContent {
  const { header, dataStart } = parseHeader(bytes, file);
  const entries = Object.entries(header)
    .filter(([name]) => name !== metadataKey)
    .map(([name, value]) => parseEntry(name, value, file));
  checkLayout(entries, bytes.length - dataStart, file);
  return {
    tensors: Object.fromEntries(
      entries.map((entry) => [entry.name, readTensor(entry, bytes.subarray(dataStart))]),
    ),
    metadata: parseMetadata(header[metadataKey], file),
  };
}

function parseHeader(bytes: Uint8Array, file: string) {
  if (bytes.length < 8) {
    throw new DataError(
      `${file} has ${bytes.length} bytes, too few for the length of a header (8).`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > longestHeader) {
    throw new DataError(
      `${file} claims a header of ${length} bytes, more than the ${longestHeader} allowed: it is damaged, or not a safetensors file.`,
    );
  }
  if (8 + length > bytes.length) {
    throw new DataError(
      `${file} claims a header of ${length} bytes and has ${bytes.length} bytes in all: it is cut off, or not a safetensors file.`,
    );
  }
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)),
    );
  } catch (error) {
    throw new DataError(`The header of ${file} is not JSON in UTF-8: it is damaged.`, {
      cause: error,
    });
  }
  if (!isObject(header)) throw new DataError(`The header of ${file} is not a JSON object.`);
  return { header, dataStart: 8 + length };
}

function parseEntry(name: string, value: unknown, file: string): Entry {
  const where = `Tensor "${name}" of ${file}`;
  if (!isObject(value)) throw new DataError(`${where} is not described by a JSON object.`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(elementTypes, dtype)) {
    throw new DataError(
      `${where} has the type ${JSON.stringify(dtype)}; readable are ${Object.keys(elementTypes).join(", ")}.`,
    );
  }
  if (!isListOfCounts(shape)) {
    throw new DataError(`${where} has the shape ${JSON.stringify(shape)}, not whole numbers ≥ 0.`);
  }
  if (!isListOfCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw new DataError(
      `${where} has the offsets ${JSON.stringify(offsets)}, not a begin and an end in that order.`,
    );
  }
  const [begin, end] = offsets;
  const type = dtype as SafetensorsType;
  const wanted = elementCount(shape) * elementTypes[type].bytes;
  if (end - begin !== wanted) {
    throw new DataError(
      `${where} of type ${type} and shape [${shape}] wants ${wanted} bytes, its offsets give it ${end - begin}.`,
    );
  }
  return { name, dtype: type, shape, begin, end };
}

/** Sorted by place, each tensor must begin where the one before it ends. */
function checkLayout(entries: readonly Entry[], dataLength: number, file: string): void {
  let end = 0;
  let before = "the start of the data";
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin !== end) {
      const what = entry.begin < end ? "overlaps" : "leaves a hole after";
      throw new DataError(
        `Tensor "${entry.name}" of ${file} ${what} ${before}: it begins at byte ${entry.begin}, expected ${end}.`,
      );
    }
    end = entry.end;
    before = `tensor "${entry.name}"`;
  }
  if (end !== dataLength) {
    const what = end > dataLength ? "the file is cut off" : "the rest belongs to no tensor";
    throw new DataError(
      `The tensors of ${file} take ${end} bytes and ${dataLength} bytes of data are there: ${what}.`,
    );
  }
}

function readTensor({ dtype, shape, begin, end }: Entry, data: Uint8Array): SafetensorsTensor {
  const { bytes, array } = elementTypes[dtype];
  const memory = takeLittleEndian(data.subarray(begin, end), bytes);
  // The table pairs each type with its array; TypeScript cannot follow the pairing through a key.
  return { dtype, shape, data: new array(memory) } as SafetensorsTensor;
}

function parseMetadata(value: unknown, file: string): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === "string")) {
    throw new DataError(`The metadata of ${file} are not an object of texts.`);
  }
  return value as Record<string, string>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isListOfCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0)
  );
}
