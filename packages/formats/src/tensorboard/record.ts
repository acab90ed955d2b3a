import { DataError } from "@multibatch/core";
import { maskedCrc32c } from "../crc32c.js";

const lengthBytes = 8;
const crcBytes = 4;

/** Wraps data as a TFRecord: u64 length, masked crc of the length, the data, masked crc of the data. */
export function encodeRecord(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(lengthBytes + crcBytes + data.length + crcBytes);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(lengthBytes, maskedCrc32c(record.subarray(0, lengthBytes)), true);
  record.set(data, lengthBytes + crcBytes);
  view.setUint32(lengthBytes + crcBytes + data.length, maskedCrc32c(data), true);
  return record;
}

/**
 * The data of each record of a TFRecord file.
 *
 * @param file what to call the bytes in messages
 * @throws DataError naming the byte where a record is cut off or does not match its checksum
 */
export function decodeRecords(bytes: Uint8Array, file = "the TFRecord file"): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const dataStart = start + lengthBytes + crcBytes;
    if (dataStart > bytes.length) throw cutOff(file, start);
    const header = bytes.subarray(start, start + lengthBytes);
    checkCrc(header, view.getUint32(start + lengthBytes, true), file, start);
    const length = Number(view.getBigUint64(start, true));
    const end = dataStart + length + crcBytes;
    if (end > bytes.length) throw cutOff(file, start);
    const data = bytes.subarray(dataStart, dataStart + length);
    checkCrc(data, view.getUint32(dataStart + length, true), file, start);
    records.push(data);
    start = end;
  }
  return records;
}

function checkCrc(bytes: Uint8Array, stored: number, file: string, start: number): void {
  if (maskedCrc32c(bytes) !== stored) {
    throw new DataError(`The record at byte ${start} of ${file} does not match its checksum.`);
  }
}

function cutOff(file: string, start: number): DataError {
  return new DataError(`The record at byte ${start} of ${file} is cut off.`);
}
